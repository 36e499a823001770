import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Device, Preset, Run } from '../api/contract.ts';
import { ComputeThread } from '../engine/compute.ts';
import { createRun } from '../engine/train-run.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { interruptible } from './interrupt.ts';
import { integer, jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface TrainOptions {
  preset: Preset;
  steps: number;
  device: Device;
  kernels: 'auto' | 'native' | 'onnx';
  seed: number;
  language: boolean;
  resume?: true;
  json?: true;
}

export const trainCommand = () =>
  new Command('train')
    .description('train the radiance field of a project')
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
    .option('--resume', 'go on with the newest unfinished run, with its own settings')
    .addOption(jsonOption())
    .action(async (path: string, options: TrainOptions) => {
      const output = new Output(options.json ?? false);
      if (options.kernels === 'native') {
        throw new UserError(
          'device-unavailable',
          'The native kernels are not built in this version.',
          'Use --kernels auto.',
        );
      }
      if (options.language) output.note('This version trains the radiance field only; the language field comes later.');
      const { kernels } = options;
      const run = await withProject(path, (project) =>
        options.resume ? unfinishedRun(project) : createRun(project, { ...options, language: null }, kernels),
      );
      const outcome = await trainInThread(path, run, output);
      output.result({ run: run.number, ...outcome }, [
        `Run ${run.number} is ${outcome.state} after ${outcome.steps} steps, ${outcome.stepMsMedian?.toFixed(1)} ms each (median), on ${outcome.device} with ${outcome.kernels} kernels.`,
      ]);
      if (outcome.state === 'done') return;
      output.note(`Stopped at a checkpoint: \`lerf train ${path} --resume\` goes on from there.`);
      process.exitCode = 1;
    });

function unfinishedRun(project: ProjectFile): Run {
  const run = project.runs
    .list()
    .findLast(({ state }) => ['paused', 'stopped', 'interrupted', 'failed'].includes(state));
  if (!run) throw new UserError('conflict', 'There is no unfinished run.', 'Leave --resume out to start a new one.');
  return run;
}

async function trainInThread(path: string, run: Run, output: Output) {
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
          const loss = losses.rgb === null ? '' : `, loss ${losses.rgb?.toExponential(2)}`;
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
