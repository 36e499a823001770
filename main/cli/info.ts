import { statSync } from 'node:fs';
import { Command } from 'commander';
import type { Run } from '../api/contract.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

export const infoCommand = () =>
  new Command('info')
    .description('say what a project holds, and check that its file is whole')
    .argument('<project>', 'a .lerf file')
    .addOption(jsonOption())
    .action(async (path: string, options: { json?: true }) => {
      const output = new Output(options.json ?? false);
      const info = await withProject(path, describe);
      output.result(info, inWords(info));
      if (info.integrity.problems.length > 0) process.exitCode = 1;
    });

type Info = ReturnType<typeof describe>;

function describe(project: ProjectFile) {
  const { transform: _transform, ...capture } = project.captures.get();
  const frames = project.captures.frames();
  const runs = project.runs.list();
  const problems = project.integrityCheck();
  return {
    project: project.path,
    ...project.info,
    bytes: statSync(project.path).size,
    readOnly: project.readOnlyReason?.message ?? null,
    state: project.summary().state,
    capture,
    images: frames.length,
    train: frames.filter(({ split }) => split === 'train').length,
    test: frames.filter(({ split }) => split === 'test').length,
    width: frames[0]?.intrinsics.width ?? 0,
    height: frames[0]?.intrinsics.height ?? 0,
    sparsePoints: project.captures.pointCount(),
    features: project.features.list().map(({ id: _id, ...set }) => set),
    runs,
    checkpoints: runs.flatMap(({ id, number }) => {
      const checkpoint = project.checkpoints.latest(id);
      return checkpoint ? [{ run: number, ...checkpoint }] : [];
    }),
    integrity: { whole: problems.length === 0, problems },
  };
}

function inWords(info: Info): string[] {
  const { capture, integrity } = info;
  return [
    `${info.name} (${info.state}), ${(info.bytes / 2 ** 20).toFixed(1)} MiB, ${info.project}`,
    ...(info.readOnly === null ? [] : [info.readOnly]),
    `Capture: ${capture.kind} from ${capture.source}, imported ${capture.importedAt}`,
    `Images: ${info.images} of ${info.width} × ${info.height}, ${info.train} to train on, ${info.test} held out, ${capture.skipped.length} skipped`,
    ...(info.sparsePoints > 0 ? [`Sparse points: ${info.sparsePoints}`] : []),
    ...capture.warnings.map((warning) => `Warning: ${warning}`),
    ...info.features.map((set) => featuresInWords(set, info.train)),
    ...(info.runs.length === 0 ? ['No training runs yet'] : info.runs.map(runInWords)),
    integrity.whole
      ? 'The file is whole.'
      : `The file is damaged: ${integrity.problems.join('; ')}. \`lerf salvage\` saves what can be read into a new one.`,
  ];
}

function featuresInWords(
  { kind, encoder, dimensions, frames, bytes }: Info['features'][number],
  train: number,
): string {
  const what = kind === 'pyramid' ? 'crops' : 'patches';
  return `Features: ${what} of ${frames} of ${train} images by ${encoder}, ${dimensions} dimensions, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function runInWords(run: Run): string {
  const quality = run.lastPsnr === null ? '' : `, held-out PSNR ${run.lastPsnr.toFixed(2)} dB`;
  const speed = run.stepMsMedian === null ? '' : `, ${run.stepMsMedian.toFixed(0)} ms a step on ${run.usedDevice}`;
  const checkpoint = run.checkpointStep === null ? 'no checkpoint' : `checkpoint at step ${run.checkpointStep}`;
  const error = run.error ? `: ${run.error.message}` : '';
  return `Run ${run.number}: ${run.preset}, ${run.state} at step ${run.step} of ${run.steps}, ${checkpoint}${quality}${speed}${error}`;
}
