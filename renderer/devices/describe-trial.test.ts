import { expect, test } from 'vitest';
import { formatDifference, formatStepMs, trialName } from './describe-trial.ts';

test('differences are told with the one digit that says anything', () => {
  expect([null, 0, 2e-8, 3.36e-5, 0.0123, 0.5, Number.MAX_VALUE].map(formatDifference)).toEqual([
    '–',
    'none',
    '< 0.0001 %',
    '0.003 %',
    '1 %',
    '50 %',
    'beyond measure',
  ]);
});

test('steps', () => {
  expect([null, 2.54, 36.4, 1234].map(formatStepMs)).toEqual(['–', '2.5 ms', '36 ms', '1,234 ms']);
});

test('a processor is told apart by what computes on it', () => {
  expect(trialName({ device: 'cpu', kernels: 'native' })).toBe('CPU, native kernels');
  expect(trialName({ device: 'cpu', kernels: 'onnx' })).toBe('CPU, ONNX Runtime');
  expect(trialName({ device: 'webgpu', kernels: 'onnx' })).toBe('WebGPU');
});
