import { expect, test } from 'vitest';
import type { Chip, ChipAnswer } from '../stores/question-store.ts';
import { type ExportChoice, exportRequest } from './export-request.ts';
import { suggestedFileName } from './start-export.ts';

const chip = (id: string, text: string): Chip => ({
  id,
  text,
  reading: null,
  like: null,
  colour: '#e8833a',
  isVisible: true,
  scale: 2,
  threshold: null,
});
const asked = (text: string) => ({ text, reading: null, like: null, scale: 2, threshold: null });
const viewer = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 5];
const view = {
  id: '7',
  name: 'Desk',
  createdAt: '',
  changedAt: '',
  questions: [],
} as unknown as ExportChoice['views'][number];

const choice: ExportChoice = {
  format: 'ply',
  world: 'capture',
  leftOut: [],
  colouredBy: null,
  chips: [chip('a', 'mug'), chip('b', 'book')],
  answers: { b: { viewer } as unknown as ChipAnswer },
  runId: '3',
  canonical: ['object', 'things'],
  display: { colourMap: 'viridis', range: 'raw', opacity: 0.5 },
  views: [view],
};

test('points take along what is ticked, asked as on screen', () => {
  expect(exportRequest({ ...choice, leftOut: ['a'] })).toEqual({
    format: 'ply',
    runId: '3',
    world: 'capture',
    questions: [asked('book')],
    canonical: ['object', 'things'],
    viewer,
  });
});

test('splats are coloured by one question, or by none', () => {
  expect(exportRequest({ ...choice, format: 'spz', colouredBy: 'a', world: 'normalised' })).toMatchObject({
    questions: [asked('mug')],
    colouredBy: 0,
    display: choice.display,
    world: 'normalised',
  });
  // The question may be gone since it was chosen.
  expect(exportRequest({ ...choice, format: 'spz', colouredBy: 'gone' })).toMatchObject({
    questions: [],
    colouredBy: null,
  });
});

test('a report takes views, the project nothing but itself', () => {
  expect(exportRequest({ ...choice, format: 'html' })).toEqual({ format: 'html', views: ['7'] });
  expect(exportRequest({ ...choice, format: 'html', leftOut: ['view-7'] })).toEqual({ format: 'html', views: [] });
  expect(exportRequest({ ...choice, format: 'zip' })).toEqual({ format: 'zip' });
});

test('suggested names are ones that file systems take', () => {
  expect(suggestedFileName('Kitchen: 2/3', '.ply')).toBe('Kitchen- 2-3.ply');
  expect(suggestedFileName('..', '.json')).toBe('Untitled.json');
});
