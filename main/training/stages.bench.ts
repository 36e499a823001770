import { type Kernels, loadKernels } from '../graph/executors/kernels.ts';
import type { Bench, Duration } from '../testing/bench.ts';
import { openStepper } from '../testing/stepper.ts';

/** What kernels do in a step. */
const STAGES: Readonly<Record<string, readonly (keyof Kernels)[]>> = {
  'hash grids, forward': ['hashEncode'],
  'hash grids, backward': ['hashEncodeGradient'],
  'networks, forward': ['mlp'],
  'networks, backward': ['mlpGradient'],
  'points, contraction, densities': [
    'contract',
    'samplePoints',
    'spacingToDistance',
    'opticalDepth',
    'opticalDepthGradient',
  ],
  'compositing, resampling, outer measures': [
    'alphaComposite',
    'alphaCompositeGradient',
    'samplingDensity',
    'resample',
    'outerMeasure',
    'outerMeasureGradient',
  ],
  Adam: ['adam'],
};

/** The training step of preset `fast` with native kernels, by stages; what no kernel does, ONNX sessions do. */
export default async function prepare(): Promise<Bench> {
  const kernels = loadKernels();
  if (typeof kernels === 'string') throw new Error(kernels);
  const spentMs = new Map<string, number>();
  const timed = Object.entries(kernels).map(([name, kernel]: [string, (...parameters: unknown[]) => unknown]) => {
    const measured = (...parameters: unknown[]) => {
      const began = performance.now();
      const result = kernel(...parameters);
      spentMs.set(name, (spentMs.get(name) ?? 0) + performance.now() - began);
      return result;
    };
    return [name, measured];
  });
  const measured = Object.fromEntries(timed) as Kernels;
  const open = (learns: 'all' | 'fixed-proposals') => openStepper(measured, 'fast', { learns });
  const steppers = { 'with proposals': await open('all'), 'fixed proposals': await open('fixed-proposals') };
  const candidates = Object.entries(steppers).map(([name, stepper]) => ({
    name,
    async run(): Promise<Duration> {
      // As in a training, where another step went before.
      await stepper.step();
      spentMs.clear();
      const began = performance.now();
      await stepper.step();
      const totalMs = performance.now() - began;
      const partsMs: Record<string, number> = {};
      let restMs = totalMs;
      for (const [stage, names] of Object.entries(STAGES)) {
        partsMs[stage] = names.reduce((sum, kernel) => sum + (spentMs.get(kernel) ?? 0), 0);
        restMs -= partsMs[stage];
      }
      return { totalMs, partsMs: { ...partsMs, 'ONNX sessions and everything else': restMs } };
    },
  }));
  return {
    name: 'stages of a training step, preset fast, native kernels',
    work: { count: 1024, unit: 'rays' },
    rounds: 20,
    candidates: [candidates[0]!, ...candidates.slice(1)],
    async dispose() {
      for (const stepper of Object.values(steppers)) await stepper.dispose();
    },
  };
}
