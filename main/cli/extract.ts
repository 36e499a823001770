import { Command, Option } from 'commander';
import type { Device } from '../api/contract.ts';
import { interruptible } from './interrupt.ts';
import { jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface ExtractOptions {
  encoder: string;
  /** Id of a dense encoder, 'none', or undefined for the one that goes with the encoder. */
  dense?: string;
  device: Device;
  json?: true;
}

export const extractCommand = () =>
  new Command('extract')
    .description('compute what an encoder sees in the photographs of a project')
    .argument('<project>', 'a .lerf file')
    .option('--encoder <id>', 'which encoder', 'demo')
    .option('--dense <id>', 'which dense encoder, or none (default: the one that goes with the encoder)')
    .addOption(
      new Option('--device <name>', 'where to compute')
        .choices(['auto', 'cpu', 'cuda', 'webgpu', 'dml'])
        .default('auto'),
    )
    .addOption(jsonOption())
    .action(async (path: string, { encoder, dense, device, json }: ExtractOptions) => {
      const output = new Output(json ?? false);
      const { denseEncoderFor, openDenseEncoder, openImageTextEncoder } = await import('../encoders/index.ts');
      const { extractFeatures } = await import('../features/index.ts');
      const denseId = dense === 'none' ? null : (dense ?? denseEncoderFor(encoder));
      let interrupted = false;
      const result = await withProject(path, async (project) => {
        await using image = await openImageTextEncoder(encoder, { device, parts: 'image' });
        await using patches = denseId === null ? null : await openDenseEncoder(denseId, { device });
        return await interruptible(
          () => {
            interrupted = true;
            output.note('Stopping after this batch; press Ctrl-C again to stop at once.');
          },
          () =>
            extractFeatures(
              project,
              { image, dense: patches },
              {
                onProgress: (done, total, message) => output.count(done, total, message),
                isCancelled: () => interrupted,
              },
            ),
        );
      });
      const { images, crops, bytes, seconds, resumedImages } = result;
      output.result({ encoder, dense: denseId, ...result }, [
        crops === 0
          ? 'No crops were left to encode.'
          : `${crops} crops in ${seconds.toFixed(1)} s, ${(crops / seconds).toFixed(0)} a second`,
        `${images} images have features of ${[encoder, denseId].filter((id) => id !== null).join(' and ')}, ${(bytes / 2 ** 20).toFixed(1)} MiB; ${resumedImages} had them before.`,
      ]);
    });
