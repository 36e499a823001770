/**
 * `npm run demo:score -- --seeds 30001,30002,30003`: what the demo encoder and a field trained with it find
 * on tables that neither has seen, against the encoder alone on the photographs and the paper's ablations;
 * and what questions to the language index find in 3D.
 * Prints Markdown. What is done is kept in the work folder, so that a second call goes on from there.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { Localization } from '../../main/evaluation/localization.ts';
import { measureIndex } from './score-index.ts';
import { indexToMarkdown, type Measured, toMarkdown, variants } from './score-table.ts';

const LERF = fileURLToPath(new URL('../../main/cli/lerf.ts', import.meta.url));
const CAPTURE = fileURLToPath(new URL('./capture.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '30001,30002,30003' },
    work: { type: 'string', default: fileURLToPath(new URL('../../.cache/demo-scores', import.meta.url)) },
    steps: { type: 'string', default: '800' },
    stride: { type: 'string', default: '4' },
    variants: { type: 'string', default: variants.join(',') },
  },
});
const work = resolve(values.work);
const chosen = variants.filter((variant) => values.variants.split(',').includes(variant));

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

/** Trained as the field is, with the same seed: the radiance is the same to the bit, only what language learns differs. */
const ablations = { noDino: '--no-dino', singleScale: '--single-scale' } as const;

async function measure(seed: string): Promise<Measured> {
  console.error(`▸ seed ${seed}`);
  const capture = join(work, `demo-${seed}`);
  const project = `${capture}.lerf`;
  if (!existsSync(capture)) {
    await promisify(execFile)(process.execPath, [CAPTURE, '--seed', seed, '--out', capture]);
  }
  const journal = new Journal(`${capture}.scores.json`);
  await journal.once('import', () => lerf('import', capture, '--project', project));
  await journal.once('extract', () => lerf('extract', project, '--encoder', 'demo'));

  const train = (name: string, ...options: string[]) =>
    journal.once(`train ${name} ${values.steps}`, () =>
      lerf<{ run: number }>('train', project, '--steps', values.steps, ...options),
    );
  const field = (await train('field')).run;
  const results: Record<string, Localization> = {};
  for (const variant of chosen) {
    const run =
      variant === 'field' || variant === 'crops'
        ? field
        : (await train(`${variant} beside radiance`, ablations[variant])).run;
    results[variant] = await journal.once(
      variant === 'crops' ? 'localize crops' : `localize ${variant} ${run} ${values.steps}`,
      () =>
        lerf<Localization>(
          ...['localize', project, '--labels', join(capture, 'labels'), '--run', `${run}`, '--stride', values.stride],
          ...(variant === 'crops' ? ['--baseline'] : []),
        ),
    );
  }
  await journal.once(`build index ${values.steps}`, () => lerf('index', project, '--run', `${field}`));
  const index = await journal.once(`ask index ${values.steps}`, () => measureIndex(project, `${field}`, capture));
  return { seed, results, index };
}

mkdirSync(work, { recursive: true });
const measured: Measured[] = [];
for (const seed of values.seeds.split(',')) measured.push(await measure(seed));
console.log(toMarkdown(chosen, measured));
console.log(`\n${indexToMarkdown(measured)}`);
const { seeds, steps, stride } = values;
console.log(
  `\n\`npm run demo:score -- --seeds ${seeds} --steps ${steps} --stride ${stride} --variants ${chosen}\` on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`,
);
