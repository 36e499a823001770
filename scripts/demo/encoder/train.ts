/**
 * `npm run demo:encoder`: renders scenes, trains the demo encoder on crops of them, scores it on others, and
 * writes it to assets/demo/encoder. Goes on where it was interrupted.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EncoderBatches } from './batches.ts';
import { classesOf, denseBatch, denseStep } from './dense.ts';
import { exportDense, exportEncoder } from './export.ts';
import { encoderSizes } from './model.ts';
import {
  allNames,
  allPhrases,
  canonicalPhrases,
  colours,
  heldOutSeeds,
  loadScenes,
  seedsIn,
  trainingSeeds,
} from './scenes.ts';
import { encoderStep } from './step.ts';
import { WordTokenizer } from './tokenizer.ts';
import { trainProgram } from './train-program.ts';

/** How much is rendered for the score. */
const [heldOutScenes, heldOutViews] = [12, 2];

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '3600' },
    'dense-steps': { type: 'string', default: '1500' },
    scenes: { type: 'string', default: '128' },
    views: { type: 'string', default: '6' },
    /** A folder of scenes to use as it is, instead of rendering. */
    from: { type: 'string' },
    /** Where scenes and checkpoints are kept. */
    work: { type: 'string', default: '.cache/demo-encoder' },
    out: { type: 'string', default: 'assets/demo/encoder' },
    seed: { type: 'string', default: '1' },
    /** Of the processor; 0 for as many as it has cores. */
    threads: { type: 'string', default: '0' },
    /** towers, dense or all */
    part: { type: 'string', default: 'all' },
  },
});
const seed = wholeNumber('seed');
const threads = wholeNumber('threads');
const sceneCount = wholeNumber('scenes');
const viewCount = wholeNumber('views');
const steps = { towers: wholeNumber('steps'), dense: wholeNumber('dense-steps') };
const began = performance.now();
const log = (line: string) => console.log(`${((performance.now() - began) / 60_000).toFixed(1)} min  ${line}`);
const sceneFolder = options.from ?? join(options.work, 'scenes');

if (options.from === undefined) {
  renderMissing(trainingSeeds.first, sceneCount, viewCount);
  renderMissing(heldOutSeeds.first, heldOutScenes, heldOutViews);
}
const images = await loadScenes(sceneFolder, seedsIn(sceneFolder, trainingSeeds).slice(0, sceneCount));
log(`${images.length} photographs`);
if (options.part !== 'dense') await trainTowers();
if (options.part !== 'towers') await trainDense();
if (options.part === 'all') run('./score.ts', ['--encoder', options.out, '--from', sceneFolder]);

async function trainTowers(): Promise<void> {
  const phrases = allPhrases();
  const tokenizer = WordTokenizer.ofPhrases([...phrases, ...canonicalPhrases], encoderSizes.text.context);
  const config = { ...encoderSizes, text: { ...encoderSizes.text, words: tokenizer.size } };
  const names = allNames();
  const sizes = { crops: 96, phrases: 150, names: names.length, canonical: canonicalPhrases.length };
  log(`${phrases.length} phrases of ${tokenizer.words.length} words`);
  const { imageSize } = config;
  const batches = new EncoderBatches({
    images,
    phrases,
    names,
    canonical: canonicalPhrases,
    colours,
    tokenizer,
    sizes,
    imageSize,
  });
  await trainProgram({
    ...encoderStep(config, sizes),
    schedule: { steps: steps.towers, warmUp: 100, learningRate: 2.5e-3, weightDecay: 0.03 },
    seed,
    nextBatch: (random) => ({ ...batches.next(random) }),
    checkpointPath: join(options.work, 'towers.checkpoint'),
    key: JSON.stringify({ config, sizes, seed, words: tokenizer.words }),
    stepsPerCheckpoint: 250,
    stepsPerLine: 100,
    threads,
    log,
    onCheckpoint: async (state) => exportEncoder(options.out, config, tokenizer, state),
  });
}

async function trainDense(): Promise<void> {
  const classes = classesOf(images);
  const sizes = { windows: 8, side: 192, classes: classes.length };
  await trainProgram({
    ...denseStep(sizes),
    schedule: { steps: steps.dense, warmUp: 100, learningRate: 2e-3, weightDecay: 0.02 },
    seed,
    nextBatch: (random) => denseBatch(images, classes, sizes, random),
    checkpointPath: join(options.work, 'dense.checkpoint'),
    key: JSON.stringify({ sizes, seed, classes }),
    stepsPerCheckpoint: 200,
    stepsPerLine: 100,
    threads,
    log,
    onCheckpoint: async (state) => exportDense(join(options.out, 'dense'), state),
  });
}

/** Scenes with seeds from `first` on, as many as are missing. */
function renderMissing(first: number, count: number, views: number): void {
  const present = new Set(seedsIn(sceneFolder, { first, last: first + count - 1 }));
  const from = Array.from({ length: count }, (_, index) => first + index).find((each) => !present.has(each));
  if (from === undefined) return;
  log(`rendering scenes ${from} to ${first + count - 1}`);
  const range = ['--from', String(from), '--count', String(first + count - from), '--views', String(views)];
  run('../scenes.ts', [...range, '--out', sceneFolder]);
}

function run(script: string, given: readonly string[]): void {
  execFileSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...given], { stdio: 'inherit' });
}

function wholeNumber(option: 'steps' | 'dense-steps' | 'scenes' | 'views' | 'seed' | 'threads'): number {
  const number = Number(options[option]);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${option} takes a whole number, not ${options[option]}.`);
  process.exit(2);
}
