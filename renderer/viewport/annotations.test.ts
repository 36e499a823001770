import { describe, expect, test } from 'vitest';
import type { FoundObject, Mark, QuestionAnswer, Vector } from '../../main/api/contract.ts';
import type { Chip, ChipAnswer } from '../stores/question-store.ts';
import { annotationsOf, edgesOf } from './annotations.ts';

const UPRIGHT: FoundObject['axes'] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const objectAt = (centre: Vector, more: Partial<FoundObject> = {}): FoundObject => ({
  score: 0.8,
  confidence: 0.9,
  isDoubtful: false,
  peak: { point: Math.round(100 * centre[0]), relevancy: 0.9 },
  centre,
  axes: UPRIGHT,
  halfExtent: [0.1, 0.2, 0.3],
  points: 40,
  ...more,
});
const phraseAnswer = (phrase: string, objects: FoundObject[]): QuestionAnswer['phrases'][number] => ({
  phrase,
  scale: 0,
  peak: { point: 0, relevancy: 0.9 },
  peaks: [0.9],
  range: [0, 0.9],
  threshold: 0.6,
  objects,
  objectsTotal: objects.length,
  unknownWords: [],
});
const plain = (phrase: string, objects: FoundObject[]): ChipAnswer =>
  ({
    answer: { text: phrase, phrases: [phraseAnswer(phrase, objects)], answers: [] },
  }) as unknown as ChipAnswer;
const chip = (id: string, more: Partial<Chip> = {}): Chip => ({
  id,
  text: id,
  reading: null,
  like: null,
  colour: '#e8833a',
  isVisible: true,
  scale: null,
  threshold: null,
  ...more,
});
const colours = { active: 'active', reference: 'reference', kept: 'kept', mark: 'mark', selected: 'selected' };
const noMarks = { marks: [], selectedId: null };
const texts = ({ labels }: ReturnType<typeof annotationsOf>) => labels.map(({ text }) => text);

const cups = [0, 1, 2, 3, 4, 5, 6].map((x) => objectAt([x, 0, 0], { isDoubtful: x === 1 }));

describe('a plain question', () => {
  test('has boxes and numbered names for its best objects; one found alone has no number', () => {
    const answers = { cup: plain('cup', cups) };
    const drawn = annotationsOf({ answers, activeId: 'cup', selected: null }, [chip('cup')], [], noMarks, colours);
    expect(texts(drawn)).toEqual(['cup 1', 'cup 2 (a guess)', 'cup 3', 'cup 4', 'cup 5']);
    expect(drawn.lines).toHaveLength(5 * 12);
    const alone = { answers: { cup: plain('cup', [cups[0]!]) }, activeId: 'cup', selected: null };
    expect(texts(annotationsOf(alone, [chip('cup')], [], noMarks, colours))).toEqual(['cup']);
  });

  test('shows the object in focus first and strongly, however far down the list it is', () => {
    const selected = { chipId: 'cup', phrase: 0, object: 6 };
    const state = { answers: { cup: plain('cup', cups) }, activeId: 'cup', selected };
    const { labels } = annotationsOf(state, [chip('cup')], [], noMarks, colours);
    expect(labels[0]).toMatchObject({ text: 'cup 7', isStrong: true, colour: 'selected', choice: { selected } });
    expect(labels.slice(1).every(({ isStrong }) => !isStrong)).toBe(true);
  });

  test('that is hidden shows nothing; others that are visible show their best in their own colour', () => {
    const answers = { cup: plain('cup', cups), pen: plain('pen', [objectAt([9, 0, 0])]) };
    const chips = [chip('cup', { isVisible: false }), chip('pen', { colour: '#3d9be9' })];
    const drawn = annotationsOf({ answers, activeId: 'cup', selected: null }, chips, [], noMarks, colours);
    expect(texts(drawn)).toEqual(['pen']);
    expect(drawn.lines.every(({ colour }) => colour === '#3d9be9')).toBe(true);
  });

  test('stands its label on top of the box', () => {
    const state = { answers: { cup: plain('cup', [objectAt([1, 2, 3])]) }, activeId: 'cup', selected: null };
    const [label] = annotationsOf(state, [chip('cup')], [], noMarks, colours).labels;
    expect(label!.at).toEqual({ world: [1, 2, 3.3] });
  });
});

describe('a question about places', () => {
  const [cup, otherCup, bowl, bottle] = [
    objectAt([1, 0, 0]),
    objectAt([2, 0, 0]),
    objectAt([3, 0, 0]),
    objectAt([5, 0, 0]),
  ];
  const constraint = { relation: 'between' as const, negated: false, references: [] };
  const found = (object: FoundObject) => ({
    object: { phrase: 'cup', object },
    score: 0.9,
    objectScore: 0.9,
    holds: [
      {
        constraint,
        score: 0.9,
        references: [
          { phrase: 'bowl', object: bowl! },
          { phrase: 'bottle', object: bottle! },
        ],
      },
    ],
  });
  const answer = {
    answer: {
      text: 'cup between bowl and bottle',
      phrases: [
        phraseAnswer('cup', [otherCup!, cup!]),
        phraseAnswer('bowl', [bowl!]),
        phraseAnswer('bottle', [bottle!]),
      ],
      answers: [{ thing: { phrase: 'cup', constraints: [] }, found: [found(cup!), found(otherCup!)], missing: [] }],
    },
  } as unknown as ChipAnswer;
  const state = { answers: { q: answer }, activeId: 'q', selected: null };

  test('shows the best answer, what it is related to, and the relation once as a word', () => {
    const drawn = annotationsOf(state, [chip('q')], [], noMarks, colours);
    expect(texts(drawn)).toEqual(['cup', 'bowl', 'between', 'bottle']);
    expect(drawn.arrows.map(({ from, to }) => [from[0], to[0]])).toEqual([
      [3, 1],
      [5, 1],
    ]);
    expect(drawn.labels[0]).toMatchObject({
      isStrong: true,
      choice: { selected: { chipId: 'q', phrase: 0, object: 1 } },
    });
  });

  test('shows another answer and its relation when that is in focus', () => {
    const selected = { chipId: 'q', phrase: 0, object: 0 };
    const drawn = annotationsOf({ ...state, selected }, [chip('q')], [], noMarks, colours);
    expect(drawn.arrows.map(({ to }) => to[0])).toEqual([2, 2]);
    expect(drawn.lines.filter(({ isStrong }) => isStrong)).toHaveLength(12);
  });
});

test('marks are drawn each in its way, and the selected one stands out', () => {
  const marks: Mark[] = [
    { kind: 'marker', id: 'a', at: [0, 0, 0], text: 'here' },
    { kind: 'arrow', id: 'b', from: [0, 0, 0], to: [1, 0, 0], text: '' },
    { kind: 'note', id: 'c', at: [0.5, 0.25], text: '<b>not bold</b>' },
    { kind: 'box', id: 'd', centre: [0, 0, 0], axes: UPRIGHT, halfExtent: [1, 1, 1], text: 'box' },
  ];
  const state = { answers: {}, activeId: null, selected: null };
  const drawn = annotationsOf(state, [], [], { marks, selectedId: 'd' }, colours);
  expect(drawn.pins).toMatchObject([{ at: [0, 0, 0], kind: 'marker' }]);
  expect(drawn.arrows).toMatchObject([{ from: [0, 0, 0], to: [1, 0, 0] }]);
  expect(texts(drawn)).toEqual(['here', '<b>not bold</b>', 'box']);
  expect(drawn.labels[1]!.at).toEqual({ picture: [0.5, 0.25] });
  expect(drawn.lines.every(({ isStrong, colour }) => isStrong && colour === 'selected')).toBe(true);
});

test('kept objects have their own names, also one that the question finds again', () => {
  const object = objectAt([1, 0, 0]);
  const kept = [{ id: 'k', name: 'my cup', phrase: 'cup', runId: '1', object, keptAt: '' }];
  const state = { answers: { cup: plain('cup', [object]) }, activeId: 'cup', selected: null };
  expect(texts(annotationsOf(state, [chip('cup')], kept, noMarks, colours))).toEqual(['cup', 'my cup']);
});

test('a box has twelve edges along its axes, each as long as it is', () => {
  const turned: FoundObject['axes'] = [
    [0, 1, 0],
    [-1, 0, 0],
    [0, 0, 1],
  ];
  const edges = edgesOf({ centre: [1, 2, 3], axes: turned, halfExtent: [0.1, 0.2, 0.3] });
  const lengths = edges.map(([from, to]) => to.map((value, k) => Math.round(10 * Math.abs(value - from[k]!)) / 10));
  expect(lengths.filter(([, y]) => y === 0.2)).toHaveLength(4);
  expect(lengths.filter(([x]) => x === 0.4)).toHaveLength(4);
  expect(lengths.filter(([, , z]) => z === 0.6)).toHaveLength(4);
  expect(
    new Set(
      edges.map((edge) =>
        edge
          .flat()
          .map((value) => value.toFixed(3))
          .join(),
      ),
    ).size,
  ).toBe(12);
});
