import type { Device } from '../../api/contract.ts';
import { UserError } from '../../errors.ts';
import type { State } from '../program.ts';
import { CpuExecutor } from './cpu.ts';
import { fastestDevice, probeDevice, sentence } from './devices.ts';
import type { ExecutionDevice, Executor } from './executor.ts';
import { type Kernels, loadKernels } from './kernels.ts';
import { LoopExecutor } from './loop.ts';
import { WebGpuExecutor } from './webgpu.ts';

/** `auto` takes native kernels where they are there. They run on the CPU; other devices have no use for them. */
export type KernelChoice = 'auto' | 'native' | 'onnx';

const EXECUTORS: Readonly<Record<ExecutionDevice, (state: State, kernels: Kernels | null) => Executor>> = {
  cpu: (state, kernels) => new CpuExecutor(state, { kernels }),
  cuda: (state) => new LoopExecutor(state, 'cuda'),
  webgpu: (state) => new WebGpuExecutor(state),
};

/** An executor for the device asked for, holding `state`. @throws UserError device-unavailable */
export async function openExecutor(
  device: Device,
  state: State,
  choice: KernelChoice = 'auto',
): Promise<{ executor: Executor; kernels: 'native' | 'onnx' }> {
  const chosen = await available(device === 'auto' ? await fastestDevice() : device);
  const kernels = chosen === 'cpu' ? kernelsFor(choice) : null;
  return { executor: EXECUTORS[chosen](state, kernels), kernels: kernels === null ? 'onnx' : 'native' };
}

/** The kernels asked for; null for ONNX Runtime alone. @throws UserError device-unavailable */
export function kernelsFor(choice: KernelChoice): Kernels | null {
  if (choice === 'onnx') return null;
  const kernels = loadKernels();
  if (typeof kernels !== 'string') return kernels;
  if (choice === 'auto') return null;
  throw new UserError(
    'device-unavailable',
    kernels,
    'Install a C++ compiler and run `npm start` once, or use --kernels auto.',
  );
}

async function available(device: Exclude<Device, 'auto'>): Promise<ExecutionDevice> {
  const probe = await probeDevice(device);
  if (!probe.available) throw new UserError('device-unavailable', sentence(probe), probe.hint);
  if (device === 'dml') throw new Error('DirectML has no executor');
  return device;
}
