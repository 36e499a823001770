import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { ComputeThread } from '../engine/compute.ts';
import { DEMO_FOLDER } from '../engine/demo.ts';
import { importCapture } from '../engine/import.ts';
import { createRun } from '../engine/train-run.ts';
import { UserError } from '../errors.ts';
import { saveDemoView } from './demo-view.ts';
import { buildRunIndex } from './index-command.ts';
import { interruptible } from './interrupt.ts';
import { integer, jsonOption } from './options.ts';
import { Output } from './output.ts';
import { trainInThread } from './train.ts';
import { withProject } from './with-project.ts';

/** A name, an attribute and an affordance of things on the demo's table. */
export const DEMO_PHRASES: readonly string[] = ['teddy bear', 'orange scissors', 'something to drink from'];

interface DemoOptions {
  keep?: string;
  steps: number;
  json?: true;
}

export const demoCommand = () =>
  new Command('demo')
    .description('from photographs to answers with what the program ships with, each stage timed')
    .option('--keep <folder>', 'a new or empty folder for the project and the pictures (default: a temporary one)')
    .option('--steps <n>', 'training steps', integer(1, 1_000_000), 800)
    .addOption(jsonOption())
    .action(async ({ keep, steps, json }: DemoOptions) => {
      const output = new Output(json ?? false);
      const folder = await outputFolder(keep);
      const project = join(folder, 'demo.lerf');
      const stages = new Stages(output);

      const imported = await stages.time('import', () => importDemo(project, output));
      const extracted = await stages.time('extract', () => extractDemo(project, output));
      const trained = await stages.time('train', async () => {
        const language = { encoder: 'demo' };
        const run = await withProject(project, (file) =>
          createRun(file, { preset: 'fast', device: 'auto', steps, language }),
        );
        const outcome = await trainInThread(project, run, output);
        if (outcome.state === 'done') return { run: run.number, ...outcome };
        throw new UserError('cancelled', 'The demo was stopped while it trained.', `What there is lies in ${folder}.`);
      });
      const runId = String(trained.run);
      const indexed = await stages.time('index', () => buildRunIndex(project, runId, output));
      const { frame, answers } = await stages.time('ask', () => askDemo(project, runId, folder, output));
      const { query: phrase, out: picture } = answers[0]!;
      const view = await stages.time('view', async () =>
        saveDemoView(project, { runId, phrase, picture: await readFile(picture), frame }),
      );

      const { images, train, test, width, height } = imported;
      const seconds = stages.total();
      output.result(
        {
          folder,
          project,
          seconds,
          stages: stages.seconds,
          import: { images, train, test, width, height },
          extract: extracted,
          train: trained,
          index: { points: indexed.data.views.length, bytes: indexed.bytes },
          answers,
          annotatedView: view,
        },
        [
          ...answers.map(
            ({ query, out, scale, peak, labels, found }) =>
              `‘${query}’: relevancy ${peak.relevancy.toFixed(2)} at scale ${scale.toFixed(2)}, ${
                found ? 'found' : labels.length > 0 ? `found ‘${labels[0]}’ instead` : 'found nothing that is labelled'
              }: ${out}`,
          ),
          view.object
            ? `‘${phrase}’ in 3D: score ${view.object.score.toFixed(2)}, confidence ${view.object.confidence.toFixed(2)}. Saved as the annotated view ‘${view.name}’.`
            : `‘${phrase}’ was not found in 3D. Saved as the annotated view ‘${view.name}’.`,
          `From nothing to answers in ${seconds.toFixed(0)} s. The project is ${project}.`,
        ],
      );
    });

/** Runs the parts of the demo one after the other and says how long each took. */
class Stages {
  readonly seconds: Record<string, number> = {};
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  async time<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work();
    const seconds = (performance.now() - began) / 1000;
    this.seconds[name] = seconds;
    if (this.#output.json) this.#output.progress({ stage: name, seconds }, '', true);
    else this.#output.note(`${name}: ${seconds.toFixed(1)} s`);
    return result;
  }

  total(): number {
    return Object.values(this.seconds).reduce((a, b) => a + b, 0);
  }
}

/** @throws UserError conflict if something is there already */
async function outputFolder(keep: string | undefined): Promise<string> {
  if (keep === undefined) return mkdtemp(join(tmpdir(), 'lerf-demo-'));
  const folder = resolve(keep);
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length === 0) return folder;
  } catch (cause) {
    throw new UserError('disk', `The folder ${folder} cannot be made.`, 'Choose another one with --keep.', { cause });
  }
  throw new UserError(
    'conflict',
    `The folder ${folder} is not empty.`,
    'Choose a new one with --keep, or empty it first.',
  );
}

function importDemo(path: string, output: Output) {
  const abort = new AbortController();
  return interruptible(
    () => abort.abort(),
    () =>
      importCapture(
        {
          capture: join(DEMO_FOLDER, 'capture'),
          images: undefined,
          path,
          name: 'Demo table',
          downscale: 1,
          holdout: 8,
        },
        {
          signal: abort.signal,
          onProgress: (done, total, message) => output.count(done, total, message),
          onWarning: (warning) => {
            if (!output.json) output.note(`warning: ${warning}`);
          },
        },
      ),
  );
}

async function extractDemo(path: string, output: Output) {
  const compute = new ComputeThread();
  try {
    const call = compute.call(
      'extract',
      { path, encoder: 'demo', dense: true },
      { onProgress: (done, total, message) => output.count(done, total, message) },
    );
    return await interruptible(
      () => call.cancel(),
      () => call.finished,
    );
  } finally {
    await compute.close();
  }
}

/** Asks in the labelled view that shows most, and writes a picture of each answer. */
async function askDemo(path: string, runId: string, folder: string, output: Output) {
  const { answerFrame } = await import('../evaluation/answer-frame.ts');
  const { matchLabels, readLabels } = await import('../evaluation/labels.ts');
  const labels = await readLabels(join(DEMO_FOLDER, 'capture', 'labels'));
  let interrupted = false;
  const { frame, answers } = await withProject(path, async (project) => {
    const { labelled } = matchLabels(labels, project.captures.frames());
    const view = labelled.reduce((most, frame) => (frame.phrases.size > most.phrases.size ? frame : most));
    const answers = await interruptible(
      () => {
        interrupted = true;
      },
      () =>
        answerFrame(project, runId, view, DEMO_PHRASES, {
          onProgress: (done, total, message) => output.count(done, total, message),
          isCancelled: () => interrupted,
        }),
    );
    return { frame: view.frame, answers };
  });
  const written = answers.map(async ({ png, ...answer }) => {
    const out = join(folder, `${answer.query.replaceAll(' ', '-')}.png`);
    await writeFile(out, png);
    return { ...answer, out, found: answer.labels.includes(answer.query) };
  });
  return { frame, answers: await Promise.all(written) };
}
