import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rounds, STAGES } from './rounds.ts';

/** `npm run test:crash` is the long run. */
const SEED = 5;

let rounds: Rounds;
beforeAll(async () => {
  rounds = await Rounds.prepare();
});
afterAll(() => rounds[Symbol.asyncDispose]());

/** Its seed puts the kill into the second half of this time, which is what the work takes on a fast machine. */
const WITHIN_MS = 600;

// Training twice and building an index cost too much here; the training has checkpoints too.
test.each(Object.keys(STAGES).filter((name) => name !== 'checkpoint' && name !== 'indexing'))(
  'killed in the middle of %s, nothing is lost and the work goes on',
  async (name) => {
    expect(await rounds.kill(name, SEED, WITHIN_MS)).toMatchObject({ failure: null });
  },
);
