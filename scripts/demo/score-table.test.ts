import { expect, it } from 'vitest';
import { type Measured, toMarkdown } from './score-table.ts';

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
