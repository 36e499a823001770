import { expect, test } from 'vitest';
import type { Constraint, Thing } from '../../main/api/contract.ts';
import { readingOf, thingsOf, withRelation } from './reading-edits.ts';

const thing = (phrase: string | null, ...constraints: Constraint[]): Thing => ({ phrase, constraints });
const on = (phrase: string): Constraint => ({ relation: 'on', negated: true, references: [thing(phrase)] });

test('between refers to two things, all others to one', () => {
  const between = withRelation(on('plate'), 'between');
  expect(between).toEqual({ relation: 'between', negated: true, references: [thing('plate'), thing(null)] });
  expect(withRelation(between, 'left')).toEqual({ relation: 'left', negated: true, references: [thing('plate')] });
});

test('a thing that has lost its last condition is a plain phrase, and gets conditions again', () => {
  expect(readingOf([thing('cup')])).toEqual({ kind: 'plain', phrase: 'cup', reason: null });
  expect(readingOf([thing('cup', on('plate'))])).toEqual({ kind: 'relations', things: [thing('cup', on('plate'))] });
  expect(readingOf([thing(null)])).toBeNull();
  expect(thingsOf({ kind: 'plain', phrase: 'jacket inside out', reason: null })).toEqual([thing('jacket inside out')]);
});
