import { describe, expect, test } from 'vitest';
import type { AnnotatedViewContent } from '../../main/api/contract.ts';
import type { Chip } from '../stores/question-store.ts';
import { changesSince, contentOf, copyName, type Shown, suggestedName, viewsMatching } from './view-content.ts';

const chip = (id: string, text: string, more: Partial<Chip> = {}): Chip => ({
  id,
  text,
  reading: null,
  like: null,
  colour: '#e8833a',
  isVisible: true,
  scale: null,
  threshold: null,
  ...more,
});

const shown: Shown = {
  runId: '3',
  camera: { worldFromCamera: [1, 0, 0, 0.5, 0, 1, 0, 0, 0, 0, 1, 2], verticalFovDegrees: 50, target: [0, 0, 0] },
  chips: [chip('chip-1', 'red cup'), chip('chip-2', 'book', { scale: 4, isVisible: false })],
  activeId: 'chip-2',
  canonical: {
    name: 'Kitchen',
    phrases: [
      { text: 'object', enabled: true },
      { text: 'stuff', enabled: false },
    ],
  },
  display: { colourMap: 'turbo', range: 'centred', opacity: 0.9 },
  marks: [{ kind: 'marker', id: 'm', at: [0, 1, 2], text: 'here' }],
  note: 'The cup of the demo.',
};
const content = contentOf(shown);

test('what is on screen becomes the content of a view, without the ids of chips', () => {
  expect(content).toMatchObject({ version: 1, runId: '3', marks: shown.marks, canonical: shown.canonical });
  expect(content.questions.map(({ text }) => text)).toEqual(['red cup', 'book']);
  expect(content.activeQuestion).toBe(1);
  expect(JSON.stringify(content)).not.toContain('chip-');
  expect(contentOf({ ...shown, activeId: null }).activeQuestion).toBeNull();
});

describe('changes', () => {
  test('there are none in what has just been saved, also where the engine orders its parts in another way', () => {
    expect(changesSince(content, contentOf(shown))).toEqual([]);
    const reordered: AnnotatedViewContent = {
      ...content,
      marks: [{ text: 'here', at: [0, 1, 2], id: 'm', kind: 'marker' }],
      display: { opacity: 0.9, range: 'centred', colourMap: 'turbo' },
    };
    expect(changesSince(reordered, content)).toEqual([]);
  });

  const moved = (by: number) => ({
    ...shown.camera,
    worldFromCamera: shown.camera.worldFromCamera.map((value, i) => (i === 3 ? value + by : value)),
  });

  test.each<[string, Partial<Shown>, string[]]>([
    ['a camera that has come to rest', { camera: moved(1e-4) }, []],
    ['a camera that was moved', { camera: moved(0.05) }, ['camera']],
    ['another chip that is active', { activeId: 'chip-1' }, ['questions']],
    ['another scale', { chips: [shown.chips[0]!, { ...shown.chips[1]!, scale: 5 }] }, ['questions']],
    ['a canonical set that only has another name', { canonical: { ...shown.canonical, name: 'Other' } }, []],
    [
      'a canonical phrase that takes part',
      { canonical: { ...shown.canonical, phrases: shown.canonical.phrases.map((p) => ({ ...p, enabled: true })) } },
      ['canonical phrases'],
    ],
    ['marks and note', { marks: [], note: '' }, ['marks', 'note']],
    ['another colour map', { display: { ...shown.display, colourMap: 'viridis' } }, ['colours']],
  ])('are told: %s', (_, change, expected) => {
    expect(changesSince(content, contentOf({ ...shown, ...change }))).toEqual(expected);
  });
});

describe('names', () => {
  test('say what is seen', () => {
    expect(suggestedName(contentOf({ ...shown, activeId: 'chip-1' }), [])).toBe('red cup');
    expect(suggestedName(content, [])).toBe('red cup, book');
    expect(suggestedName(contentOf({ ...shown, chips: [] }), [])).toBe('View 1');
  });

  test('are not given twice', () => {
    expect(suggestedName(content, ['Red cup, book', 'red cup, book 2'])).toBe('red cup, book 3');
    expect(suggestedName(contentOf({ ...shown, chips: [] }), ['view 1'])).toBe('View 2');
    expect(copyName('cup', ['cup'])).toBe('cup copy');
    expect(copyName('cup copy 2', ['cup', 'cup copy', 'cup copy 2'])).toBe('cup copy 3');
  });

  test('stay within what the engine takes', () => {
    const long = contentOf({ ...shown, chips: Array.from({ length: 8 }, (_, i) => chip(`${i}`, 'x'.repeat(200))) });
    expect(suggestedName(long, []).length).toBeLessThanOrEqual(200);
    expect(copyName('y'.repeat(200), []).length).toBeLessThanOrEqual(200);
  });
});

test('a search finds every word in names and questions, in any case', () => {
  const views = [
    { name: 'Table', asked: ['red cup', 'book'] },
    { name: 'Red sofa', asked: [] },
  ];
  expect(viewsMatching(views, 'RED ')).toEqual(views);
  expect(viewsMatching(views, 'table cup')).toEqual([views[0]]);
  expect(viewsMatching(views, 'cup sofa')).toEqual([]);
});
