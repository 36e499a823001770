import { expect, it } from 'vitest';
import { indexToMarkdown, type Measured, toMarkdown } from './score-table.ts';

const result = (outlineAccuracy: number) => ({
  queries: 210,
  phrases: 60,
  accuracy: outlineAccuracy + 0.04,
  outlineAccuracy,
  miou: outlineAccuracy / 2,
  results: [],
});

const measured = (seed: string, field: number): Measured => ({
  seed,
  results: { field: result(field), crops: result(0.5), noDino: result(0.75) },
  index: {
    points: 80_000,
    bytes: 42_000_000,
    rankCorrelation: 0.9991,
    phrases: 74,
    peaksInside: 69,
    objectsInside: 65,
    missed: [],
    relations: 24,
    relationsRight: 18,
    plainRight: 12,
    missedRelations: [],
  },
});

it('has a line for each seed and their means', () => {
  expect(toMarkdown(['field', 'crops'], [measured('30001', 0.8), measured('30002', 0.9)])).toBe(
    `| seed | queries | phrases | field | 2D crops |
| --- | --- | --- | --- | --- |
| 30001 | 210 | 60 | 80.0 % (84.0 %, 0.400) | 50.0 % (54.0 %, 0.250) |
| 30002 | 210 | 60 | 90.0 % (94.0 %, 0.450) | 50.0 % (54.0 %, 0.250) |
| mean |  |  | 85.0 % (89.0 %, 0.425) | 50.0 % (54.0 %, 0.250) |`,
  );
});

it('tells what the index finds beside what the same sentences find as one phrase', () => {
  expect(
    indexToMarkdown([measured('30001', 0.8)])
      .split('\n')
      .at(-1),
  ).toBe('| 30001 | 80000 | 42 MB | 0.9991 | 69 of 74 (93 %) | 65 of 74 (88 %) | 18 of 24 (75 %) | 12 of 24 (50 %) |');
});
