/**
 * `npm run demo:score -- --seeds 30001,30002,30003`: what the demo encoder and a field trained with it find
 * on tables that neither has seen, against the encoder alone on the photographs and the paper's ablations.
 * Prints Markdown. What is done is kept in the work folder, so that a second call goes on from there.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Measured, toMarkdown, type Variant, variants } from './score-table.ts';

const LERF = fileURLToPath(new URL('../../main/cli/lerf.ts', import.meta.url));
const CAPTURE = fileURLToPath(new URL('./capture.ts', import.meta.url));

/** Runs a command of the program and gives its result. */
async function lerf<Result>(...parameters: string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [LERF, ...parameters, '--json'], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Result;
}

/** Results of commands by their name, kept in a file beside the project. */
class Journal {
  readonly #file: string;
  readonly #done: Record<string, unknown>;

  constructor(file: string) {
    this.#file = file;
    this.#done = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  }

  async once<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    if (!(name in this.#done)) {
      const began = performance.now();
      this.#done[name] = await work();
      writeFileSync(this.#file, JSON.stringify(this.#done));
      console.error(`  ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
    return this.#done[name] as Result;
  }
}

async function measure(seed: string, work: string, steps: number, stride: number): Promise<Measured> {
  console.error(`▸ seed ${seed}`);
  const capture = join(work, `demo-${seed}`);
  const project = `${capture}.lerf`;
  if (!existsSync(capture)) {
    await promisify(execFile)(process.execPath, [CAPTURE, '--seed', seed, '--out', capture]);
  }
  const journal = new Journal(`${capture}.scores.json`);
  await journal.once('import', () => lerf('import', capture, '--project', project));
  await journal.once('extract', () => lerf('extract', project, '--encoder', 'demo'));

  const train = (variant: Variant, ...options: string[]) =>
    journal.once(`train ${variant}`, () =>
      lerf<{ run: number }>('train', project, '--steps', String(steps), ...options),
    );
  const localize = (variant: Variant, run: number, ...options: string[]) =>
    journal.once(`localize ${variant}`, () =>
      lerf<Measured['results'][Variant]>(
        ...['localize', project, '--labels', join(capture, 'labels'), '--run', String(run), '--stride', String(stride)],
        ...options,
      ),
    );
  const { run } = await train('field');
  const field = await localize('field', run);
  const crops = await localize('crops', run, '--baseline');
  // The ablations take the field's radiance as it is: only what language learns differs.
  const continued = ['--continue-from', String(run)];
  const withoutDino = await localize('noDino', (await train('noDino', ...continued, '--no-dino')).run);
  const singleScale = await localize('singleScale', (await train('singleScale', ...continued, '--single-scale')).run);
  return { seed, results: { field, crops, noDino: withoutDino, singleScale } };
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '30001,30002,30003' },
    work: { type: 'string', default: fileURLToPath(new URL('../../.cache/demo-scores', import.meta.url)) },
    steps: { type: 'string', default: '600' },
    stride: { type: 'string', default: '4' },
  },
});
const work = resolve(values.work);
mkdirSync(work, { recursive: true });
const measured: Measured[] = [];
for (const seed of values.seeds.split(',')) {
  measured.push(await measure(seed, work, Number(values.steps), Number(values.stride)));
}
console.log(toMarkdown(measured));
console.log(
  `\n\`npm run demo:score -- --seeds ${values.seeds} --steps ${values.steps} --stride ${values.stride}\` on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}; ${variants.length} variants a seed.`,
);
