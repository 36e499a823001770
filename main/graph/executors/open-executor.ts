import type { Device } from '../../api/contract.ts';
import { UserError } from '../../errors.ts';
import type { State } from '../program.ts';
import { CpuExecutor } from './cpu.ts';
import type { Executor } from './executor.ts';

/** An executor for the device asked for, holding `state`. @throws UserError device-unavailable */
export async function openExecutor(device: Device, state: State): Promise<{ executor: Executor }> {
  if (device !== 'cpu' && device !== 'auto') {
    throw new UserError('device-unavailable', `The device ${device} cannot be used.`, 'Choose another device.');
  }
  return { executor: new CpuExecutor(state) };
}
