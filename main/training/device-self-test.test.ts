import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadKernels } from '../graph/executors/kernels.ts';
import { useSoftwareGpu } from '../testing/software-gpu.ts';
import { testDevices } from './device-self-test.ts';

/** Hides GPUs from the tests that are not about them: even a small field takes a software GPU ten seconds. */
let hidesGpus = false;
vi.mock(import('../graph/executors/devices.ts'), async (original) => {
  const actual = await original();
  const hidden = { available: false, reason: 'hidden', hint: '' } as const;
  return {
    ...actual,
    probeDevice: (device) => (hidesGpus && device !== 'cpu' ? Promise.resolve(hidden) : actual.probeDevice(device)),
  };
});

const hooks = { onProgress: () => {}, isCancelled: () => false };
const kernels = loadKernels();
const hasGpu = useSoftwareGpu();

describe('testDevices', { timeout: 120_000 }, () => {
  it('finds that whatever is here agrees with ONNX Runtime on the CPU', async () => {
    const { trials, steps } = await testDevices(hooks);
    expect(steps).toBeGreaterThan(1);
    expect(trials[0]).toMatchObject({ device: 'cpu', kernels: 'onnx', outcome: 'reference' });
    expect(trials.some((trial) => trial.kernels === 'native')).toBe(typeof kernels !== 'string');
    expect(trials.some(({ device }) => device === 'webgpu')).toBe(hasGpu);
    for (const { outcome, lossDifference, gradientDifference, stepMs, verdict } of trials.slice(1)) {
      expect(outcome, verdict).toBe('agrees');
      expect(lossDifference).toBeLessThan(1e-3);
      expect(gradientDifference).toBeGreaterThan(0);
      expect(gradientDifference).toBeLessThan(1e-3);
      expect(stepMs).toBeGreaterThan(0);
      expect(verdict).toMatch(/^Agrees with the reference, and .+\.$/);
    }
  });

  it.skipIf(typeof kernels === 'string')('finds a kernel that is wrong, and one that throws', async () => {
    const { alphaComposite } = kernels as Exclude<typeof kernels, string>;
    hidesGpus = true;
    onTestFinished(() => {
      hidesGpus = false;
      vi.restoreAllMocks();
    });
    const spy = vi.spyOn(kernels as Exclude<typeof kernels, string>, 'alphaComposite');
    const verdictOfNative = async () => (await testDevices(hooks)).trials.find((trial) => trial.kernels === 'native')!;
    spy.mockImplementation((samples, rays, depth, weights) => {
      alphaComposite(samples, rays, depth, weights);
      for (let ray = 0; ray < rays; ray++) weights[ray]! *= 1.5;
    });
    expect(await verdictOfNative()).toMatchObject({
      outcome: 'differs',
      verdict: expect.stringContaining('on the CPU'),
    });
    spy.mockImplementation(() => {
      throw new Error('out of memory.');
    });
    expect(await verdictOfNative()).toMatchObject({
      outcome: 'failed',
      stepMs: null,
      verdict: 'It stopped with an error (out of memory): train on the CPU.',
    });
  });

  it('can be cancelled', async () => {
    await expect(testDevices({ ...hooks, isCancelled: () => true })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
