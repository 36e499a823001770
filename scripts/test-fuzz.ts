/**
 * `npm run test:fuzz [-- --factor 50 --seed 7]`: the tests that damage what parsers read, with more inputs than
 * `npm test` gives them and with another seed, which is printed: the same one gives the same inputs again.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { inRoot } from './setup.mjs';

const { values } = parseArgs({ options: { factor: { type: 'string', default: '20' }, seed: { type: 'string' } } });
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
console.log(`Seed ${seed}, ${values.factor} times as many inputs as in npm test.`);
const { status } = spawnSync(
  process.execPath,
  [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', '.fuzz.test', '--testTimeout', '1800000'],
  { stdio: 'inherit', env: { ...process.env, LERF_FUZZ_FACTOR: values.factor, LERF_FUZZ_SEED: seed } },
);
process.exitCode = status ?? 1;
