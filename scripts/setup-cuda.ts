/**
 * `npm run setup:cuda`: fetches ONNX Runtime's CUDA provider, which is too large for its npm package, and says
 * what else a training on an NVIDIA GPU lacks. What cannot be fetched leaves everything as it was.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cudaProvider, hasNvidiaDriver, missingLibraries } from '../main/graph/executors/unavailable.ts';

const PACKAGE = 'Microsoft.ML.OnnxRuntime.Gpu.Linux';

export interface Surroundings {
  readonly isSupported: boolean;
  /** Where the provider belongs. */
  readonly provider: string;
  readonly version: string;
  hasDriver(): boolean;
  missing(): readonly string[];
  /** Runs onnxruntime-node's own installation; resolves with what went wrong, or null. */
  install(): Promise<string | null>;
  print(line: string): void;
}

/** @returns whether CUDA can be used now */
export async function setUpCuda(around: Surroundings): Promise<boolean> {
  const { provider, print } = around;
  if (!around.isSupported) {
    print('CUDA is supported on Linux x64 only. On this computer WebGPU trains on the GPU, without any set-up.');
    return false;
  }
  if (existsSync(provider)) print(`ONNX Runtime's CUDA provider is here already: ${provider}`);
  else if (!(await fetchProvider(around))) return false;
  const isReady = describeRest(around);
  if (isReady) print('CUDA is ready: choose it for a run, or let the self-test of the Devices dialog compare it.');
  return isReady;
}

async function fetchProvider({ provider, version, install, print }: Surroundings): Promise<boolean> {
  print(`Fetching ONNX Runtime's CUDA provider (${PACKAGE} ${version}, a few hundred MB) from api.nuget.org.`);
  const failure = await install();
  if (failure === null && existsSync(provider)) {
    print(`It is in ${path.dirname(provider)}.`);
    return true;
  }
  removeProviders(path.dirname(provider));
  print(`It could not be fetched: ${failure ?? 'the package did not contain it'}.`);
  print('Nothing has changed: training uses WebGPU or the CPU, as before. Ways on:');
  print('  - behind a proxy: GLOBAL_AGENT_HTTPS_PROXY=http://proxy:port npm run setup:cuda');
  print(`  - by hand: fetch https://www.nuget.org/api/v2/package/${PACKAGE}/${version} where there is a network,`);
  print('    unzip it, and copy runtimes/linux-x64/native/libonnxruntime_providers_*.so to');
  print(`    ${path.dirname(provider)}`);
  return false;
}

/** What an installation that broke off left half written would be taken for the whole. */
function removeProviders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith('libonnxruntime_providers_')) rmSync(path.join(folder, name));
  }
}

function describeRest({ hasDriver, missing, print }: Surroundings): boolean {
  const isRunning = hasDriver();
  if (!isRunning) print("No NVIDIA driver is running here: install the GPU's driver (`nvidia-smi` then lists it).");
  const libraries = missing().filter((name) => isRunning || name !== 'libcuda.so.1');
  if (libraries.length === 0) return isRunning;
  print(`The dynamic linker does not find ${libraries.join(', ')}. They come with`);
  if (libraries.some((name) => !name.includes('cudnn'))) {
    print('  - CUDA 12: https://developer.nvidia.com/cuda-toolkit-archive');
  }
  if (libraries.some((name) => name.includes('cudnn'))) {
    print('  - cuDNN 9 for CUDA 12: https://developer.nvidia.com/cudnn-downloads');
  }
  print('If they are installed, name their folders in LD_LIBRARY_PATH.');
  return false;
}

function installWithOnnxRuntime(folder: string): Promise<string | null> {
  const script = path.join(folder, 'script', 'install.js');
  // Not 'cuda12', which 1.30.0 takes for no choice at all, and then does nothing under npm.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code) =>
      resolve(code === 0 ? null : (reasonIn(errors) ?? `its script ended with code ${code}`)),
    );
  });
}

/** The line of a Node stack trace that says what happened. */
function reasonIn(output: string): string | null {
  return /^\w*Error: (.+?)\.?$/m.exec(output)?.[1] ?? null;
}

if (import.meta.main) {
  const folder = path.join(createRequire(import.meta.url).resolve('onnxruntime-node'), '../..');
  const { version } = createRequire(import.meta.url)(path.join(folder, 'package.json')) as { version: string };
  const isReady = await setUpCuda({
    isSupported: process.platform === 'linux' && process.arch === 'x64',
    provider: cudaProvider(),
    version,
    hasDriver: hasNvidiaDriver,
    missing: () => missingLibraries(),
    install: () => installWithOnnxRuntime(folder),
    print: (line) => console.log(line),
  });
  process.exitCode = isReady ? 0 : 1;
}
