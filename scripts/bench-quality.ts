/**
 * `npm run bench:quality [capture]`: trains the same run with native kernels and with ONNX Runtime alone, and compares
 * what comes out on the photographs that were held out. Takes about five minutes on two idle cores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateRun } from '../main/engine/evaluate-run.ts';
import { importCapture } from '../main/engine/import.ts';
import { createRun, trainRun } from '../main/engine/train-run.ts';
import { ProjectFile } from '../main/store/project-file.ts';

/** How much native kernels may lose, in dB. */
const TOLERANCE_DB = 0.2;
const FOX = '../shared/data/fox';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '0' },
    downscale: { type: 'string', default: '4' },
  },
});
const [steps, seed, downscale] = [values.steps, values.seed, values.downscale].map(Number) as [number, number, number];

interface Outcome {
  readonly psnr: number;
  readonly ssim: number;
  readonly stepMs: number | null;
  readonly seconds: number;
}

async function trainWith(project: ProjectFile, kernels: 'native' | 'onnx'): Promise<Outcome> {
  const began = performance.now();
  const run = createRun(project, { preset: 'fast', device: 'cpu', steps, seed, language: null }, kernels);
  const { stepMsMedian } = await trainRun(project, run.id, {
    onStatus: ({ step }) => {
      if (step % 100 === 0) console.error(`${kernels}: step ${step} of ${steps}`);
    },
    onMetrics: () => {},
    onPreview: () => {},
    nextCommand: () => null,
  });
  const seconds = (performance.now() - began) / 1000;
  const { psnr, ssim } = await evaluateRun(project, { runId: run.id, split: 'test' }, {});
  return { psnr, ssim, stepMs: stepMsMedian, seconds };
}

const folder = mkdtempSync(join(tmpdir(), 'lerf-quality-'));
try {
  const path = join(folder, 'quality.lerf');
  await importCapture(
    { capture: positionals[0] ?? FOX, images: undefined, path, name: 'Quality', downscale, holdout: 8 },
    { signal: new AbortController().signal, onProgress: () => {}, onWarning: console.error },
  );
  const project = ProjectFile.open(path);
  try {
    const native = await trainWith(project, 'native');
    const onnx = await trainWith(project, 'onnx');
    const row = (name: string, { psnr, ssim, stepMs, seconds }: Outcome) =>
      `| ${name} | ${psnr.toFixed(2)} dB | ${ssim.toFixed(3)} | ${stepMs?.toFixed(1)} ms | ${seconds.toFixed(0)} s |`;
    console.log(`${steps} steps of preset fast, seed ${seed}, held-out photographs:\n`);
    console.log('| kernels | PSNR | SSIM | median step | training |\n| --- | --- | --- | --- | --- |');
    console.log(`${row('native', native)}\n${row('ONNX Runtime', onnx)}`);
    const lost = onnx.psnr - native.psnr;
    console.log(`\nNative kernels ${lost > 0 ? 'lose' : 'gain'} ${Math.abs(lost).toFixed(2)} dB.`);
    process.exitCode = lost > TOLERANCE_DB ? 1 : 0;
  } finally {
    project.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
