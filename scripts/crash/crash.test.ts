import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rounds, STAGES } from './rounds.ts';

/** `npm run test:crash` is the long run. */
const SEED = 5;

let rounds: Rounds;
beforeAll(async () => {
  rounds = await Rounds.prepare();
});
afterAll(() => rounds[Symbol.asyncDispose]());

/** After the work's first sign, on a machine that is fast: slower ones are killed in its middle all the more surely. */
const WITHIN_MS = 200;

// Building an index and the longer training cost too much here.
test.each(Object.keys(STAGES).filter((name) => name !== 'training' && name !== 'indexing'))(
  'killed in the middle of %s, nothing is lost and the work goes on',
  async (name) => {
    expect(await rounds.kill(name, SEED, WITHIN_MS)).toMatchObject({ failure: null });
  },
);
