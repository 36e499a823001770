import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Surroundings, setUpCuda } from './setup-cuda.ts';

/** A computer with everything but the provider, which can be fetched; and what it is told. */
function computer(differences: (provider: string) => Partial<Surroundings> = () => ({})) {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-cuda-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const provider = join(folder, 'libonnxruntime_providers_cuda.so');
  const lines: string[] = [];
  const around: Surroundings = {
    isSupported: true,
    provider,
    version: '1.2.3',
    hasDriver: () => true,
    missing: () => [],
    install: async () => {
      writeFileSync(provider, 'provider');
      return null;
    },
    print: (line) => lines.push(line),
    ...differences(provider),
  };
  return { provider, run: () => setUpCuda(around), told: () => lines.join('\n') };
}

test('what is fetched is ready, and is not fetched twice', async () => {
  const { provider, run, told } = computer();
  expect(await run()).toBe(true);
  expect(existsSync(provider)).toBe(true);
  expect(told()).toContain('CUDA is ready');
  await run();
  expect(told()).toContain('is here already');
});

test('a host that cannot be reached changes nothing, and there are ways on', async () => {
  const { provider, run, told } = computer((provider) => ({
    install: async () => {
      writeFileSync(provider, 'half of it');
      return 'getaddrinfo ENOTFOUND api.nuget.org';
    },
  }));
  expect(await run()).toBe(false);
  expect(existsSync(provider)).toBe(false);
  expect(told()).toMatch(/could not be fetched: getaddrinfo ENOTFOUND api\.nuget\.org\.\nNothing has changed/);
  expect(told()).toContain('GLOBAL_AGENT_HTTPS_PROXY');
  expect(told()).toContain(join(provider, '..'));
});

test('what else is missing is named, with where it comes from', async () => {
  const noCudnn = computer(() => ({ missing: () => ['libcudnn.so.9'] }));
  expect(await noCudnn.run()).toBe(false);
  expect(noCudnn.told()).toContain('does not find libcudnn.so.9');
  expect(noCudnn.told()).toContain('cudnn-downloads');
  expect(noCudnn.told()).not.toContain('cuda-toolkit-archive');
  const noDriver = computer(() => ({ hasDriver: () => false, missing: () => ['libcuda.so.1'] }));
  expect(await noDriver.run()).toBe(false);
  expect(noDriver.told()).toContain('No NVIDIA driver');
  expect(noDriver.told()).not.toContain('libcuda');
});

test('elsewhere nothing is fetched', async () => {
  const { provider, run, told } = computer(() => ({ isSupported: false }));
  expect(await run()).toBe(false);
  expect(existsSync(provider)).toBe(false);
  expect(told()).toContain('WebGPU');
});
