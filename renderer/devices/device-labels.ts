import type { Device } from '../../main/api/contract.ts';

export const deviceLabels: Readonly<Record<Device, string>> = {
  auto: 'Automatic',
  cpu: 'CPU',
  cuda: 'CUDA (NVIDIA)',
  webgpu: 'WebGPU',
  dml: 'DirectML',
};
