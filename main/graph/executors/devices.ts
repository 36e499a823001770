import { cpus } from 'node:os';
import type { Device, DeviceInfo, Devices } from '../../api/contract.ts';
import type { ExecutionDevice } from './executor.ts';
import { loadKernels } from './kernels.ts';
import { measureSpeed } from './self-test.ts';
import {
  explainCuda,
  explainDirectMl,
  explainWebGpu,
  mayHaveGraphics,
  NO_GRAPHICS,
  type Unavailable,
  USE_ANOTHER,
} from './unavailable.ts';
import { useWebGpu } from './webgpu-lock.ts';

/** Whether training can use a device, and how fast it is at matrix products (null: it is busy). */
export type Probe = { readonly available: true; readonly gigaflops: number | null } | Unavailable;

/** Longer than another thread's self-test; a training holds the GPU for much longer. */
const GPU_PATIENCE_MS = 5_000;

const GPUS = ['cuda', 'webgpu'] as const;
const probes = new Map<Device, Promise<Probe>>();

/**
 * Tries a device by running something on it, once in a process. In this process and not in a child:
 * missing drivers are reported as errors (measured), and a packaged Electron app cannot run Node children.
 */
export function probeDevice(device: Exclude<Device, 'auto'>): Promise<Probe> {
  const known = probes.get(device) ?? runProbe(device);
  probes.set(device, known);
  void known.then((probe) => {
    if (probe.available && probe.gigaflops === null) probes.delete(device);
  });
  return known;
}

/** A GPU, unless there is none or it is one in name only (a software driver) and slower than the CPU. */
export async function fastestDevice(): Promise<ExecutionDevice> {
  for (const device of GPUS) {
    const probe = await probeDevice(device);
    if (probe.available && probe.gigaflops !== null && (await timesTheCpu(probe.gigaflops)) > 1) return device;
  }
  return 'cpu';
}

/** Every device that can be asked for, and whether it can be had. */
export async function detectDevices(): Promise<DeviceInfo[]> {
  const fastest = await fastestDevice();
  const devices: DeviceInfo[] = [{ device: 'auto', available: true, detail: `The fastest device, here ${fastest}.` }];
  devices.push({
    device: 'cpu',
    available: true,
    detail: `${cpus()[0]?.model.trim() || 'Processor'}, ${cpus().length} threads.`,
  });
  for (const device of GPUS) {
    const probe = await probeDevice(device);
    const detail = probe.available ? await speed(probe.gigaflops) : explanation(probe);
    devices.push({ device, available: probe.available, detail });
  }
  devices.push({ device: 'dml', available: false, detail: explanation(explainDirectMl()) });
  return devices;
}

/** What there is, and what of it is used for what. */
export async function describeDevices(): Promise<Devices> {
  const devices = await detectDevices();
  const kernels = describeKernels();
  const fastest = await fastestDevice();
  const cpu = kernels.available ? 'The CPU, with native kernels' : 'The CPU, with ONNX Runtime alone';
  const gpu = { cuda: 'The GPU, by CUDA', webgpu: 'The GPU, by WebGPU', cpu } as const;
  return {
    devices,
    kernels,
    uses: {
      training: `${gpu[fastest]}.`,
      features: `${fastest === 'cpu' ? 'The CPU, with ONNX Runtime' : gpu[fastest]}.`,
      questions: `${cpu}, whatever trained the field.`,
    },
  };
}

const INSTRUCTIONS: Readonly<Record<string, string>> = {
  avx512: 'AVX-512',
  avx2: 'AVX2',
  baseline: process.arch === 'arm64' ? 'NEON' : 'any processor',
};

function describeKernels(): Devices['kernels'] {
  const kernels = loadKernels();
  if (typeof kernels === 'string') {
    const hint =
      'Install a C++ compiler and start LERF Studio again: training then takes a third to a quarter of the time.';
    return { available: false, detail: `${kernels} ${hint}` };
  }
  const { instructions, threads } = kernels.describe();
  const cores = threads === 1 ? 'one core' : `${threads} cores`;
  return { available: true, detail: `Made for ${INSTRUCTIONS[instructions] ?? instructions}, on ${cores}.` };
}

/** The reason as a sentence. */
export function sentence({ reason }: Unavailable): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

/** On a list of devices nobody has to be told to choose another. */
const explanation = (unavailable: Unavailable) =>
  unavailable.hint === USE_ANOTHER ? sentence(unavailable) : `${sentence(unavailable)} ${unavailable.hint}`;

async function speed(gigaflops: number | null): Promise<string> {
  if (gigaflops === null) return 'In use at the moment.';
  const ratio = await timesTheCpu(gigaflops);
  return ratio > 1
    ? `About ${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times as fast as the CPU at matrix products.`
    : 'Works, but slower than the CPU: probably a software driver, for tests only.';
}

async function timesTheCpu(gigaflops: number): Promise<number> {
  const cpu = await probeDevice('cpu');
  return cpu.available && cpu.gigaflops !== null ? gigaflops / cpu.gigaflops : Number.POSITIVE_INFINITY;
}

async function runProbe(device: Exclude<Device, 'auto'>): Promise<Probe> {
  if (device === 'dml') return explainDirectMl();
  if (device === 'webgpu' && !mayHaveGraphics()) return NO_GRAPHICS;
  try {
    const gigaflops = device === 'webgpu' ? await measureWebGpu() : await measureSpeed(device);
    return { available: true, gigaflops };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (device === 'cuda') return explainCuda(message);
    if (device === 'webgpu') return explainWebGpu(message);
    throw error;
  }
}

async function measureWebGpu(): Promise<number | null> {
  const patience = AbortSignal.timeout(GPU_PATIENCE_MS);
  let release: () => void;
  try {
    release = await useWebGpu(patience);
  } catch (error) {
    if (patience.aborted) return null;
    throw error;
  }
  try {
    return await measureSpeed('webgpu');
  } finally {
    release();
  }
}
