import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { ComputeThread } from '../engine/compute.ts';
import { runWithCheckpoint } from '../engine/evaluate-run.ts';
import { interruptible } from './interrupt.ts';
import { jsonOption } from './options.ts';
import { Output } from './output.ts';
import { withProject } from './with-project.ts';

interface EvalOptions {
  split: 'train' | 'test';
  run?: string;
  json?: true;
}

export const evalCommand = () =>
  new Command('eval')
    .description('measure the newest checkpoint on the held-out images')
    .argument('<project>', 'a .lerf file')
    .addOption(new Option('--split <name>', 'which images').choices(['test', 'train']).default('test'))
    .option('--run <number>', 'a certain run instead of the newest one')
    .addOption(jsonOption())
    .action(async (path: string, options: EvalOptions) => {
      const output = new Output(options.json ?? false);
      const runId = await withProject(path, (project) => runWithCheckpoint(project, options.run));
      const compute = new ComputeThread();
      try {
        const call = compute.call(
          'evaluate',
          { path: resolve(path), runId, split: options.split },
          {
            onProgress: (done, total, message) => output.count(done, total, message),
          },
        );
        const { psnr, ssim, images, step } = await interruptible(
          () => call.cancel(),
          () => call.finished,
        );
        output.result({ psnr, ssim, images, step, run: Number(runId), split: options.split }, [
          ...images.map((image) => `${image.file}: PSNR ${image.psnr.toFixed(2)} dB, SSIM ${image.ssim.toFixed(4)}`),
          `Run ${runId} at step ${step}, ${options.split} images: PSNR ${psnr.toFixed(2)} dB, SSIM ${ssim.toFixed(4)}`,
        ]);
      } finally {
        await compute.close();
      }
    });
