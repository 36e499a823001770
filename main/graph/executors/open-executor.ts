import type { Device } from '../../api/contract.ts';
import { UserError } from '../../errors.ts';
import type { State } from '../program.ts';
import { CpuExecutor } from './cpu.ts';
import { fastestDevice, probeDevice, sentence } from './devices.ts';
import type { ExecutionDevice, Executor } from './executor.ts';
import { LoopExecutor } from './loop.ts';
import { WebGpuExecutor } from './webgpu.ts';

const EXECUTORS: Readonly<Record<ExecutionDevice, (state: State) => Executor>> = {
  cpu: (state) => new CpuExecutor(state),
  cuda: (state) => new LoopExecutor(state, 'cuda'),
  webgpu: (state) => new WebGpuExecutor(state),
};

/** An executor for the device asked for, holding `state`. @throws UserError device-unavailable */
export async function openExecutor(device: Device, state: State): Promise<{ executor: Executor }> {
  const chosen = device === 'auto' ? await fastestDevice() : device;
  return { executor: EXECUTORS[await available(chosen)](state) };
}

async function available(device: Exclude<Device, 'auto'>): Promise<ExecutionDevice> {
  const probe = await probeDevice(device);
  if (!probe.available) throw new UserError('device-unavailable', sentence(probe), probe.hint);
  if (device === 'dml') throw new Error('DirectML has no executor');
  return device;
}
