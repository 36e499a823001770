import { UserError } from '../../errors.ts';
import { type Reading, referencesOf, type Thing } from './sentence.ts';

/** Each costs a search of the whole scene. */
const MAX_THINGS = 24;

/** Checks a reading that someone else wrote. @throws UserError bad-request */
export function checkReading(reading: Reading): Reading {
  if (reading.kind === 'plain') return reading;
  let count = 0;
  const check = ({ constraints }: Thing): void => {
    if (++count > MAX_THINGS) {
      throw new UserError('bad-request', `A question speaks of at most ${MAX_THINGS} things.`, 'Ask a shorter one.');
    }
    for (const { relation, references } of constraints) {
      if (references.length !== referencesOf(relation)) {
        const needed = referencesOf(relation) === 2 ? 'two things' : 'one thing';
        throw new UserError('bad-request', `The relation ‘${relation}’ refers to ${needed}, not ${references.length}.`);
      }
      for (const reference of references) check(reference);
    }
  };
  for (const thing of reading.things) check(thing);
  return reading;
}
