import { expect, test } from 'vitest';
import type { ProjectCard } from '../../main/api/contract.ts';
import { arrangeCards } from './card-order.ts';

const card = (name: string, overrides: Partial<ProjectCard> = {}): ProjectCard => ({
  id: name,
  path: `/projects/${name}.lerf`,
  name,
  images: 50,
  state: 'trained',
  lastMetric: null,
  hasThumbnail: true,
  fileBytes: 1000,
  openedAt: '2026-01-01T00:00:00Z',
  ...overrides,
});

const names = (cards: ProjectCard[]) => cards.map(({ name }) => name);

const cards = [
  card('Scene 10', { openedAt: '2026-01-03T00:00:00Z', lastMetric: { step: 1, psnr: 20 } }),
  card('scene 9', { images: 900 }),
  card('Fox', { openedAt: '2026-01-02T00:00:00Z', lastMetric: { step: 1, psnr: 27 } }),
];

test('every word must occur in the name or the path, in any case', () => {
  expect(names(arrangeCards(cards, 'SCENE', 'opened'))).toEqual(['Scene 10', 'scene 9']);
  expect(names(arrangeCards(cards, 'lerf fox', 'opened'))).toEqual(['Fox']);
  expect(arrangeCards(cards, 'fox scene', 'opened')).toEqual([]);
  expect(arrangeCards(cards, '  ', 'opened')).toHaveLength(3);
});

test('orders', () => {
  expect(names(arrangeCards(cards, '', 'opened'))).toEqual(['Scene 10', 'Fox', 'scene 9']);
  expect(names(arrangeCards(cards, '', 'name'))).toEqual(['Fox', 'scene 9', 'Scene 10']);
  expect(names(arrangeCards(cards, '', 'images'))[0]).toBe('scene 9');
  expect(names(arrangeCards(cards, '', 'psnr'))).toEqual(['Fox', 'Scene 10', 'scene 9']);
});
