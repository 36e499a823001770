import { resolve } from 'node:path';
import { Command } from 'commander';
import { runWithLanguage } from '../engine/evaluate-run.ts';
import type { LocalizedQuery } from '../evaluation/localization.ts';
import { interruptible } from './interrupt.ts';
import { integer, jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface LocalizeOptions {
  labels: string;
  run?: string;
  stride: number;
  baseline?: boolean;
  json?: true;
}

export const localizeCommand = () =>
  new Command('localize')
    .description('measure whether phrases are found where people have labelled them')
    .argument('<project>', 'a .lerf file')
    .requiredOption('--labels <folder>', 'label files of some of the photographs, as LERF-OVS or LabelMe write them')
    .option('--run <number>', 'a certain run instead of the newest one with a language field')
    .option('--stride <n>', 'look at every n-th pixel in both directions', integer(1, 64), 4)
    .option('--baseline', 'what the encoder finds in the photographs themselves, without the field')
    .addOption(jsonOption())
    .action(async (path: string, { labels, run, stride, baseline = false, json }: LocalizeOptions) => {
      const output = new Output(json ?? false);
      const { measureLocalization } = await import('../evaluation/measure-localization.ts');
      let interrupted = false;
      const measured = await withProject(path, async (project) => {
        const runId = runWithLanguage(project, run);
        const request = { runId, labels: resolve(labels), stride, baseline };
        const result = await interruptible(
          () => {
            interrupted = true;
          },
          () =>
            measureLocalization(project, request, {
              onProgress: (done, total, message) => output.count(done, total, message),
              isCancelled: () => interrupted,
            }),
        );
        return { ...result, run: Number(runId) };
      });
      for (const file of measured.unmatched) output.note(`warning: the project has no photograph for ${file}.`);
      const { queries, accuracy, outlineAccuracy, miou } = measured;
      output.result({ ...measured, stride, baseline }, [
        ...table(measured.results),
        `${baseline ? `Encoder ${measured.encoder} alone` : `Run ${measured.run}`}, ${queries} queries: ${percent(accuracy)} peak in the box, ${percent(outlineAccuracy)} within the outline, mean IoU ${miou.toFixed(3)}`,
      ]);
    });

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

/** One line for each query, in columns. */
function table(results: readonly LocalizedQuery[]): string[] {
  const rows = results.map(({ file, query, scale, peak, inBox, inOutline, iou }) => [
    file,
    query,
    inOutline ? 'found' : inBox ? 'in the box' : 'missed',
    peak.relevancy.toFixed(2),
    scale.toFixed(2),
    iou.toFixed(2),
  ]);
  const all = [['image', 'query', 'peak', 'relevancy', 'scale', 'IoU'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
