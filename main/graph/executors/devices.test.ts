import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { useSoftwareGpu } from '../../testing/software-gpu.ts';
import { describeDevices, detectDevices, fastestDevice, probeDevice } from './devices.ts';
import { loadKernels } from './kernels.ts';
import { openExecutor } from './open-executor.ts';
import { explainCuda, explainWebGpu, missingLibraries } from './unavailable.ts';

/** What devices a process of its own finds that starts with these variables. */
async function devicesWith(env: Record<string, string>) {
  const module = new URL('./devices.ts', import.meta.url).href;
  const script = `const { detectDevices } = await import('${module}'); console.log(JSON.stringify(await detectDevices()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env.PATH, ...env },
  });
  return JSON.parse(stdout) as Awaited<ReturnType<typeof detectDevices>>;
}

describe('detectDevices', { timeout: 60_000 }, () => {
  it('lists every device that can be asked for, each with a sentence', async () => {
    const devices = await detectDevices();
    expect(devices.map(({ device }) => device)).toEqual(['auto', 'cpu', 'cuda', 'webgpu', 'dml']);
    for (const { detail } of devices) expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(devices.slice(0, 2).map(({ available }) => available)).toEqual([true, true]);
  });

  it.skipIf(process.platform !== 'linux')('survives a driver that is not there, and says so', async () => {
    const devices = await devicesWith({ VK_ICD_FILENAMES: '/nowhere/driver.json' });
    expect(devices.find(({ device }) => device === 'webgpu')).toEqual({
      device: 'webgpu',
      available: false,
      detail: 'There is no graphics driver that WebGPU can use.',
    });
  });
});

describe.skipIf(!useSoftwareGpu())('a software GPU', { timeout: 60_000 }, () => {
  it('can be had, but auto does not take it', async () => {
    expect(await probeDevice('webgpu')).toMatchObject({ available: true });
    expect(await fastestDevice()).not.toBe('webgpu');
    const webgpu = (await detectDevices()).find(({ device }) => device === 'webgpu');
    expect(webgpu).toMatchObject({ available: true, detail: expect.stringContaining('slower than the CPU') });
    const { executor } = await openExecutor('webgpu', {});
    expect(executor.device).toBe('webgpu');
    await executor.dispose();
  });
});

describe('describeDevices', { timeout: 60_000 }, () => {
  it('says what is used for what, and of the kernels what they are made for or why they are not there', async () => {
    const { kernels, uses } = await describeDevices();
    const loaded = loadKernels();
    expect(kernels.available).toBe(typeof loaded !== 'string');
    expect(kernels.detail).toMatch(kernels.available ? /^Made for .+, on (one core|\d+ cores)\.$/ : /C\+\+ compiler/);
    for (const use of Object.values(uses)) expect(use).toMatch(/^The (CPU|GPU), .+\.$/);
  });
});

describe('openExecutor', () => {
  it('opens what it is asked for', async () => {
    const { executor } = await openExecutor('cpu', {});
    expect(executor.device).toBe('cpu');
    await executor.dispose();
  });

  it('says why a device cannot be used and what to do', async () => {
    await expect(openExecutor('dml', {})).rejects.toMatchObject({
      name: 'UserError',
      code: 'device-unavailable',
      message: expect.stringContaining('DirectML'),
      hint: expect.stringContaining('Choose'),
    });
  });

  it.skipIf(process.platform !== 'linux')('says what CUDA lacks, if it cannot be had', async () => {
    const probe = await probeDevice('cuda');
    if (probe.available) return;
    await expect(openExecutor('cuda', {})).rejects.toMatchObject({ code: 'device-unavailable', hint: probe.hint });
    expect(probe.reason).toMatch(/CUDA/);
  });
});

test.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'a failure of the CUDA driver is told in its own words',
  () => {
    const message =
      '/src/cuda_call.cc:129 bool CudaCall(...) CUDA failure 100: no CUDA-capable device is detected ; GPU=0';
    expect(explainCuda(message).reason).toContain('CUDA failure 100: no CUDA-capable device is detected');
  },
);

test.skipIf(process.platform !== 'linux')('libraries that are missing are named, those that are there are not', () => {
  expect(missingLibraries(['libc.so.6', 'libcudnn.so.99', 'libm.so.6'])).toEqual(['libcudnn.so.99']);
});

test('a failure of WebGPU is told without the place in the source', () => {
  const message = '/src/webgpu_context.cc:99 Initialize() status == Success was false. The device is lost.\nmore';
  expect(explainWebGpu(message).reason).toBe('WebGPU cannot be used: The device is lost');
});
