import { Command } from 'commander';
import { runWithLanguage } from '../engine/evaluate-run.ts';
import { interruptible } from './interrupt.ts';
import { jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

export const indexCommand = () =>
  new Command('index')
    .description('sample the trained language field on its surfaces, for queries')
    .argument('<project>', 'a .lerf file')
    .option('--run <number>', 'a certain run instead of the newest one')
    .addOption(jsonOption())
    .action(async (path: string, { run, json }: { run?: string; json?: true }) => {
      const output = new Output(json ?? false);
      const { runId, data, bytes } = await buildRunIndex(path, run, output);
      const points = data.views.length;
      const { rankCorrelation } = data.origin;
      output.result({ points, scales: data.scales.length, bytes, rankCorrelation, run: Number(runId) }, [
        `${points} points at ${data.scales.length} scales, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
        `Relevancies order places as those of the field do, with a rank correlation of at least ${rankCorrelation.toFixed(3)}.`,
      ]);
    });

/** Builds the language index of a run, by default the newest with a language field, until it is interrupted. */
export async function buildRunIndex(path: string, run: string | undefined, output: Output) {
  const { indexRun } = await import('../index/index-run.ts');
  const { openImageTextEncoder } = await import('../encoders/index.ts');
  let interrupted = false;
  return withProject(path, async (project) => {
    const runId = runWithLanguage(project, run);
    await using encoder = await openImageTextEncoder(project.runs.get(runId).language!.encoder, { parts: 'text' });
    const indexed = await interruptible(
      () => {
        interrupted = true;
      },
      () =>
        indexRun(project, runId, encoder, {
          onProgress: (done, total, message) => output.count(done, total, message),
          isCancelled: () => interrupted,
        }),
    );
    return { runId, ...indexed };
  });
}
