import { stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import {
  colourMapSchema,
  type FreeCamera,
  freeCameraSchema,
  type RelevancyDisplay,
  type RenderRequest,
  relevancyDisplaySchema,
} from '../api/contract.ts';
import { ComputeThread } from '../engine/compute.ts';
import { runWithCheckpoint, runWithLanguage } from '../engine/evaluate-run.ts';
import { UserError } from '../errors.ts';
import { writeWhole } from '../exchange/write-file.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { interruptible } from './interrupt.ts';
import { integer, jsonOption, lengthUpTo, phraseList, readJsonFile } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface RenderOptions {
  camera: string;
  output: NonNullable<RenderRequest['output']>;
  query?: string;
  canonical?: string[];
  scale?: number;
  width?: number;
  height?: number;
  colourMap?: RelevancyDisplay['colourMap'];
  range?: RelevancyDisplay['range'];
  opacity?: number;
  legend?: true;
  out: string;
  run?: string;
  json?: true;
}

export const renderCommand = () =>
  new Command('render')
    .description('render a view of the trained field')
    .argument('<project>', 'a .lerf file')
    .requiredOption(
      '--camera <camera>',
      'a camera of the capture, by its index or image file, or a .json file of {worldFromCamera, verticalFovDegrees}',
    )
    .option('--width <pixels>', 'of the picture (default: as the photograph has it)', integer(16, 8192))
    .option('--height <pixels>', 'of the picture', integer(16, 8192))
    .addOption(new Option('--output <name>', 'what to render').choices(renderOutputs).default('rgb'))
    .option('--query <text>', 'what to look for, with --output relevancy or composite')
    .option('--canonical <phrases>', 'phrases it is weighed against, with commas between them', phraseList)
    .option('--scale <length>', 'size of what is looked for, in the normalised world', lengthUpTo(2))
    .addOption(new Option('--colour-map <name>', 'colours of relevancy').choices(colourMapSchema.options))
    .addOption(
      new Option('--range <name>', 'what the colours go over: 0 to 1, 0.5 to the peak, or all of the map').choices(
        relevancyDisplaySchema.shape.range.options,
      ),
    )
    .option('--opacity <part>', 'of relevancy over the scene, with --output composite', lengthUpTo(1))
    .option('--legend', 'write under it what was asked and what the colours mean')
    .requiredOption('--out <file>', 'the PNG file to write')
    .option('--run <number>', 'a certain run instead of the newest one')
    .addOption(jsonOption())
    .action(async (path: string, options: RenderOptions) => {
      const output = new Output(options.json ?? false);
      const out = resolve(options.out);
      const folder = await stat(dirname(out)).catch(() => null);
      if (!folder?.isDirectory()) {
        throw new UserError('not-found', `The folder ${dirname(out)} does not exist.`, 'Create it, or change --out.');
      }
      const request = question(options);
      const freeCamera = await readFreeCamera(options);
      const { runId, view } = await withProject(path, (project) => ({
        runId:
          options.query === undefined ? runWithCheckpoint(project, options.run) : runWithLanguage(project, options.run),
        view: freeCamera ? { camera: freeCamera } : { frame: findFrame(project, options.camera) },
      }));
      const compute = new ComputeThread();
      try {
        const call = compute.call(
          'render',
          { path: resolve(path), runId, ...view, ...sizeOf(options), marks: [], ...request },
          {
            onProgress: (done, total, message) => output.count(done, total, message),
          },
        );
        const { png, width, height, psnr, relevancy } = await interruptible(
          () => call.cancel(),
          () => call.finished,
        );
        await writeWhole(out, (unfinished) => writeFile(unfinished, png));
        const quality = psnr === null ? '' : `, PSNR ${psnr.toFixed(2)} dB against the photograph`;
        const answer = relevancy
          ? `, relevancy up to ${relevancy.peak.toFixed(2)} at scale ${relevancy.scale.toFixed(2)}`
          : '';
        for (const word of relevancy?.unknownWords ?? []) output.note(`The encoder has never seen the word ‘${word}’.`);
        output.result({ out, width, height, psnr, relevancy, ...view, run: Number(runId) }, [
          `Wrote ${out} (${width} × ${height}${quality}${answer})`,
        ]);
      } finally {
        await compute.close();
      }
    });

const renderOutputs = ['rgb', 'depth', 'accumulation', 'relevancy', 'composite'] as const;

/** @throws UserError bad-request where a query is missing, or given for nothing */
function question({ output, query, canonical, scale, colourMap, range, opacity, legend }: RenderOptions) {
  const asks = output === 'relevancy' || output === 'composite';
  if (asks !== (query !== undefined)) {
    throw new UserError(
      'bad-request',
      asks ? `--output ${output} needs a --query.` : `--query has no use with --output ${output}.`,
      'Ask with --output relevancy or composite and --query "a phrase".',
    );
  }
  const isDisplayed = colourMap !== undefined || range !== undefined || opacity !== undefined;
  const usual = { colourMap: 'turbo', range: output === 'composite' ? 'centred' : 'raw', opacity: 1 } as const;
  return {
    output,
    legend: legend ?? false,
    ...(isDisplayed && {
      display: {
        colourMap: colourMap ?? usual.colourMap,
        range: range ?? usual.range,
        opacity: opacity ?? usual.opacity,
      },
    }),
    ...(query === undefined ? {} : { query }),
    ...(canonical === undefined ? {} : { canonical }),
    ...(scale === undefined ? {} : { scale }),
  };
}

const sizeOf = ({ width, height }: RenderOptions) => ({
  ...(width !== undefined && { width }),
  ...(height !== undefined && { height }),
});

/** The camera of a JSON file; null where the option names one of the capture. @throws UserError not-found, bad-request */
async function readFreeCamera({ camera, width, height }: RenderOptions): Promise<FreeCamera | null> {
  if (!camera.toLowerCase().endsWith('.json')) return null;
  if (width === undefined || height === undefined) {
    throw new UserError('bad-request', 'A camera from a file has no size of its own.', 'Give --width and --height.');
  }
  return readJsonFile(camera, freeCameraSchema);
}

/** By index, by path as the capture has it, or by the file's own name where only one has it. */
function findFrame(project: ProjectFile, camera: string): number {
  const frames = project.captures.frames();
  const byFile = frames.filter(({ file }) => file === camera || file.endsWith(`/${camera}`));
  if (byFile.length === 1) return byFile[0]!.index;
  const byIndex = /^\d+$/.test(camera) ? frames.find(({ index }) => index === Number(camera)) : undefined;
  if (byIndex) return byIndex.index;
  const hint = `Cameras go from 0 to ${frames.length - 1}; files are named like ${frames[0]?.file}.`;
  const problem = byFile.length > 1 ? `fits ${byFile.length} cameras` : 'is no camera of this capture';
  throw new UserError('not-found', `'${camera}' ${problem}.`, hint);
}
