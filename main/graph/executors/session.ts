import * as ort from 'onnxruntime-node';
import type { Target } from '../lowering.ts';
import { inputName } from '../onnx-writer.ts';
import type { Values } from '../program.ts';
import type { Tensor } from '../tensor.ts';

// A provider that is missing is reported by an error; ONNX Runtime would print it to stderr as well.
ort.env.logLevel = 'fatal';

/** Where an operator has no GPU kernel, ONNX Runtime would silently run it on the CPU, a copy to and fro. */
const NO_FALLBACK = { session: { disable_cpu_ep_fallback: '1' } };

const SESSION_OPTIONS: Readonly<Record<Target, ort.InferenceSession.SessionOptions>> = {
  cpu: { executionProviders: ['cpu'] },
  // CUDA itself wants what describes shapes and counts loops on the CPU.
  cuda: { executionProviders: ['cuda'] },
  webgpu: { executionProviders: ['webgpu'], extra: NO_FALLBACK },
};

/** Sessions are made one way everywhere, so that runs differ in nothing but the provider. */
export function createSession(
  model: Uint8Array,
  target: Target,
  options: ort.InferenceSession.SessionOptions = {},
): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, {
    ...SESSION_OPTIONS[target],
    graphOptimizationLevel: 'all',
    // The graph writer's own warnings (unused outer names in a Loop) mean nothing to a user.
    logSeverityLevel: 3,
    ...options,
  });
}

export function toOrt(values: Values, shape: readonly number[]): ort.Tensor {
  return values instanceof Float32Array
    ? new ort.Tensor('float32', values, shape)
    : new ort.Tensor('int32', values, shape);
}

/** The feed of one input; a missing or short one is a bug of the caller, named here. */
export function feed(tensor: Tensor, values: Values | undefined): ort.Tensor {
  if (values === undefined) throw new Error(`no value for the input ${inputName(tensor)}`);
  return toOrt(values, tensor.shape);
}

export function floats(tensor: ort.Tensor | undefined): Float32Array<ArrayBuffer> {
  if (tensor?.type !== 'float32') throw new Error('the session answered without a float output');
  return tensor.data as Float32Array<ArrayBuffer>;
}

export function outputsOf(results: ort.InferenceSession.ReturnType, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, floats(results[name] as ort.Tensor | undefined)]));
}
