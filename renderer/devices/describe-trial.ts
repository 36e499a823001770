import type { DeviceTrial } from '../../main/api/contract.ts';
import { deviceLabels } from './device-labels.ts';

export function trialName({ device, kernels }: Pick<DeviceTrial, 'device' | 'kernels'>): string {
  if (device !== 'cpu') return deviceLabels[device];
  return kernels === 'native' ? 'CPU, native kernels' : 'CPU, ONNX Runtime';
}

/** 0.0000336 → "0.003 %", 0 → "none"; below a millionth no digits matter. */
export function formatDifference(difference: number | null): string {
  if (difference === null) return '–';
  if (difference === 0) return 'none';
  if (difference < 1e-6) return '< 0.0001 %';
  // What is no number arrives as the largest there is.
  return difference > 10 ? 'beyond measure' : `${Number((100 * difference).toPrecision(1))} %`;
}

export function formatStepMs(stepMs: number | null): string {
  if (stepMs === null) return '–';
  return stepMs < 10 ? `${stepMs.toFixed(1)} ms` : `${Math.round(stepMs).toLocaleString('en')} ms`;
}
