import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Why a device cannot be used, in one clause, and what to do. */
export interface Unavailable {
  readonly available: false;
  readonly reason: string;
  readonly hint: string;
}

const unavailable = (reason: string, hint: string): Unavailable => ({ available: false, reason, hint });
const USE_ANOTHER = 'Choose auto or cpu.';

/** Training with DirectML: Windows only, and not yet. */
export function explainDirectMl(): Unavailable {
  return process.platform === 'win32'
    ? unavailable('training with DirectML is not in this version', 'Choose webgpu, which runs on the same GPUs.')
    : unavailable('DirectML exists only on Windows', USE_ANOTHER);
}

/** @param message what ONNX Runtime said when it was asked for CUDA */
export function explainCuda(message: string): Unavailable {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return unavailable('CUDA is supported on Linux x64 only', 'Choose webgpu for the GPU.');
  }
  if (!message.includes('Failed to load shared library')) {
    return unavailable(`CUDA cannot be used: ${firstClause(message)}`, USE_ANOTHER);
  }
  const library = cudaLibrary();
  if (!existsSync(library)) {
    return unavailable("ONNX Runtime's CUDA provider is not installed", 'Install it with `npm run setup:cuda`.');
  }
  const failure = loadFailure(library);
  return unavailable(
    `ONNX Runtime's CUDA provider cannot be loaded: ${failure}`,
    'It needs an NVIDIA driver, CUDA 12 and cuDNN 9.',
  );
}

/** @param message what ONNX Runtime said when it was asked for WebGPU */
export function explainWebGpu(message: string): Unavailable {
  return message.includes('Failed to get a WebGPU adapter')
    ? unavailable('there is no graphics driver that WebGPU can use', USE_ANOTHER)
    : unavailable(`WebGPU cannot be used: ${firstClause(message)}`, USE_ANOTHER);
}

/**
 * Whether it is any use to ask for WebGPU. Only Linux says no: without a graphics device its drivers find
 * nothing after half a second, and complain on stderr while they look.
 */
export function mayHaveGraphics(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return true;
  // A driver named by hand may be a software one, which needs no device.
  if (env.VK_ICD_FILENAMES || env.VK_DRIVER_FILES) return true;
  return readdirSync('/dev').some((name) => ['dri', 'dxg', 'nvidiactl'].includes(name));
}
export const NO_GRAPHICS = unavailable('this computer has no graphics device', USE_ANOTHER);

function cudaLibrary(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = path.join(entry, '../../bin/napi-v6', process.platform, process.arch);
  return path.join(folder, 'libonnxruntime_providers_cuda.so');
}

/** What the dynamic linker says of a library; ONNX Runtime keeps that to its log. */
function loadFailure(library: string): string {
  try {
    process.dlopen({ exports: {} }, library);
    return 'the reason is unknown';
  } catch (error) {
    return firstClause(error instanceof Error ? error.message : String(error));
  }
}

/** The telling part of a message of ONNX Runtime, which begins with source files and conditions. */
function firstClause(message: string): string {
  const afterCondition = message.split(' was false. ').at(-1)!;
  return afterCondition.trim().split('\n')[0]!.replace(/\.$/, '');
}
