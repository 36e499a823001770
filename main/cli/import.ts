import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { importCapture } from '../engine/import.ts';
import { interruptible } from './interrupt.ts';
import { integer, jsonOption } from './options.ts';
import { Output } from './output.ts';

interface ImportOptions {
  project: string;
  images?: string;
  downscale: number;
  holdout: number;
  json?: true;
}

export const importCommand = () =>
  new Command('import')
    .description('read a capture, or a project from its zip, and write it into a new project file')
    .argument(
      '<capture>',
      'folder or transforms.json: nerfstudio, Blender or COLMAP; or a project that was exported as .zip',
    )
    .requiredOption('--project <file>', 'the .lerf file to write')
    .option('--images <folder>', 'folder of the photographs, where the capture does not hold them')
    .option('--downscale <n>', 'divide the image size by n', integer(1, 64), 1)
    .option('--holdout <n>', 'hold every n-th image out for evaluation; 0 for none', integer(0, 1000), 8)
    .addOption(jsonOption())
    .action(async (capture: string, options: ImportOptions) => {
      const output = new Output(options.json ?? false);
      const source = resolve(capture);
      const abort = new AbortController();
      const path = resolve(options.project);
      if (/\.zip$/i.test(source)) return importZip(source, path, output);
      const result = await interruptible(
        () => abort.abort(),
        () =>
          importCapture(
            {
              capture: source,
              images: options.images === undefined ? undefined : resolve(options.images),
              path,
              name: basename(path).replace(/\.lerf$/i, ''),
              downscale: options.downscale,
              holdout: options.holdout,
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
      const { images, train, test, skipped, width, height } = result;
      output.result(result, [
        `${images} images of ${width} × ${height}: ${train} to train on, ${test} held out.`,
        ...(skipped.length > 0 ? [`${skipped.length} skipped:`] : []),
        ...skipped.map(({ file, reason }) => `  ${file}: ${reason}`),
        `Wrote ${result.project}`,
      ]);
    });

/** The project that somebody sent. */
async function importZip(zip: string, path: string, output: Output): Promise<void> {
  // Loaded here because exports bring rendering along, which nothing else needs.
  const { readProjectZip } = await import('../exchange/index.ts');
  let isCancelled = false;
  const bytes = await interruptible(
    () => {
      isCancelled = true;
    },
    () =>
      readProjectZip(zip, path, {
        isCancelled: () => isCancelled,
        onProgress: (done, total, message) => output.count(done, total, message),
      }),
  );
  output.result({ project: path, bytes }, [`Wrote ${path}`]);
}
