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
export const USE_ANOTHER = 'Choose auto or cpu.';

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
  if (!hasNvidiaDriver()) {
    return unavailable('CUDA finds no NVIDIA GPU: its driver is not running on this computer', USE_ANOTHER);
  }
  const provider = cudaProvider();
  if (!existsSync(provider)) {
    return unavailable("ONNX Runtime's CUDA provider is not installed", 'Install it with `npm run setup:cuda`.');
  }
  const missing = missingLibraries();
  const failure = missing.length > 0 ? `${missing.join(', ')} not found` : linkerMessage(provider);
  return unavailable(
    `ONNX Runtime's CUDA provider cannot be loaded: ${failure ?? 'the reason is unknown'}`,
    'It needs an NVIDIA driver, CUDA 12 and cuDNN 9: `npm run setup:cuda` says how to get them.',
  );
}

/** What the CUDA provider is linked with: the driver, CUDA 12 and cuDNN 9. */
const CUDA_LIBRARIES = [
  'libcuda.so.1',
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcurand.so.10',
  'libcudnn.so.9',
];

/** Those that the dynamic linker does not find. */
export function missingLibraries(names: readonly string[] = CUDA_LIBRARIES): string[] {
  return names.filter((name) => linkerMessage(name)?.includes('cannot open shared object file'));
}

/** /dev/dxg: the GPU of Windows, seen from its Linux. */
export function hasNvidiaDriver(): boolean {
  return existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
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

/** Where ONNX Runtime looks for its CUDA provider, which is not part of its package. */
export function cudaProvider(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = path.join(entry, '../../bin/napi-v6', process.platform, process.arch);
  return path.join(folder, 'libonnxruntime_providers_cuda.so');
}

/** What the dynamic linker says of a library, which ONNX Runtime keeps to its log; null if it loads it. */
function linkerMessage(library: string): string | null {
  try {
    process.dlopen({ exports: {} }, library);
    return null;
  } catch (error) {
    const message = firstClause(error instanceof Error ? error.message : String(error));
    // Loaded; that it is no addon of Node is no surprise.
    return message.startsWith('Module did not self-register') ? null : message;
  }
}

/** The telling part of a message of ONNX Runtime, which begins with source files and conditions. */
function firstClause(message: string): string {
  const afterCondition = message.split(' was false. ').at(-1)!;
  return afterCondition.trim().split('\n')[0]!.replace(/\.$/, '');
}
