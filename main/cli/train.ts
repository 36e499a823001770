import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Device, Preset, Run } from '../api/contract.ts';
import { ComputeThread } from '../engine/compute.ts';
import { createRun } from '../engine/train-run.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { interruptible } from './interrupt.ts';
import { type LanguageOptions, languageChoice, tileRatio } from './language-choice.ts';
import { integer, jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface TrainOptions extends LanguageOptions {
  preset: Preset;
  steps: number;
  device: Device;
  kernels: 'auto' | 'native' | 'onnx';
  seed: number;
  continueFrom?: string;
  resume?: true;
  json?: true;
}

export const trainCommand = () =>
  new Command('train')
    .description('train the radiance field of a project, and its language field')
    .argument('<project>', 'a .lerf file')
    .addOption(new Option('--preset <name>', 'sizes of the field').choices(['fast', 'full']).default('fast'))
    .option('--steps <n>', 'training steps', integer(1, 1_000_000), 1000)
    .addOption(
      new Option('--device <name>', 'where to compute')
        .choices(['auto', 'cpu', 'cuda', 'webgpu', 'dml'])
        .default('auto'),
    )
    .addOption(new Option('--kernels <name>', 'hot kernels').choices(['auto', 'native', 'onnx']).default('auto'))
    .option('--seed <n>', 'seed of everything random', integer(0, 0xffff_ffff), 0)
    .option('--no-language', 'train the radiance field only')
    .option('--encoder <id>', 'the encoder whose features the language field learns (default: of the newest ones)')
    .option('--no-dino', 'do not regularise the language field with dense features')
    .option('--single-scale [ratio]', "learn from crops of one size only, a part of the image's height", tileRatio)
    .option('--continue-from <run>', 'give the radiance field of a trained run a language field')
    .option('--resume', 'go on with the newest unfinished run, with its own settings')
    .addOption(jsonOption())
    .action(async (path: string, options: TrainOptions) => {
      const output = new Output(options.json ?? false);
      const run = await withProject(path, (project) =>
        options.resume ? unfinishedRun(project) : newRun(project, options),
      );
      const outcome = await trainInThread(path, run, output);
      output.result({ run: run.number, ...outcome }, [
        `Run ${run.number} is ${outcome.state} after ${outcome.steps} steps, ${outcome.stepMsMedian?.toFixed(1)} ms each (median), on ${outcome.device} with ${outcome.kernels} kernels.`,
      ]);
      if (outcome.state === 'done') return;
      output.note(`Stopped at a checkpoint: \`lerf train ${path} --resume\` goes on from there.`);
      process.exitCode = 1;
    });

function newRun(project: ProjectFile, options: TrainOptions): Run {
  const { continueFrom = null, device, steps, seed, kernels } = options;
  const preset = continueFrom === null ? options.preset : project.runs.get(continueFrom).preset;
  const language = languageChoice(project, options);
  return createRun(project, { preset, device, steps, seed, continueFrom, language }, kernels);
}

function unfinishedRun(project: ProjectFile): Run {
  const runs = project.runs.list();
  const newest = runs.at(-1);
  if (newest) project.runs.requireFree(newest.id);
  const run = runs.findLast(({ state }) => ['paused', 'stopped', 'interrupted', 'failed'].includes(state));
  if (!run) throw new UserError('conflict', 'There is no unfinished run.', 'Leave --resume out to start a new one.');
  return run;
}

/** Trains a run in a compute thread, with its progress on the command line; Ctrl-C stops it at a checkpoint. */
export async function trainInThread(path: string, run: Run, output: Output) {
  const compute = new ComputeThread();
  const losses: Record<string, number | null> = {
    rgb: null,
    interlevel: null,
    distortion: null,
    clip: null,
    dino: null,
  };
  try {
    const call = compute.call(
      'train',
      { path: resolve(path), runId: run.id },
      {
        onMetrics: (series) => {
          for (const name of Object.keys(losses)) losses[name] = series[`loss/${name}`]?.at(-1)?.[1] ?? losses[name]!;
        },
        onStatus: ({ step, steps, stepMs, secondsLeft, phase }) => {
          const left = secondsLeft === null ? '' : `, ${inMinutes(secondsLeft)} left`;
          const shown = losses.rgb ?? losses.clip;
          const loss = shown == null ? '' : `, loss ${shown.toExponential(2)}`;
          output.progress(
            { step, steps, stepMs, phase, losses },
            `${phase}: step ${step}/${steps}, ${stepMs.toFixed(0)} ms each${loss}${left}`,
            step === steps,
          );
        },
      },
    );
    return await interruptible(
      () => {
        output.note('Stopping at a checkpoint; press Ctrl-C again to stop at once.');
        call.command('stop');
      },
      () => call.finished,
    );
  } finally {
    await compute.close();
  }
}

function inMinutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
