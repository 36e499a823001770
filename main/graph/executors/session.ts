import * as ort from 'onnxruntime-node';
import { inputName } from '../onnx-writer.ts';
import type { Values } from '../program.ts';
import type { Tensor } from '../tensor.ts';

export type Provider = ort.InferenceSession.ExecutionProviderConfig;

/** Sessions are made one way everywhere, so that CPU, Loop and GPU runs differ in nothing but the provider. */
export function createSession(
  model: Uint8Array,
  executionProviders: readonly Provider[],
  options: ort.InferenceSession.SessionOptions = {},
): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, {
    executionProviders,
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

/** The feed of one batch input; a missing or short one is a bug of the caller, named here. */
export function feed(tensor: Tensor, values: Values | undefined): ort.Tensor {
  if (values === undefined) throw new Error(`no value for the input ${inputName(tensor)}`);
  return toOrt(values, tensor.shape);
}

export function floats(tensor: ort.Tensor | undefined): Float32Array<ArrayBuffer> {
  if (tensor?.type !== 'float32') throw new Error('the session answered without a float output');
  return tensor.data as Float32Array<ArrayBuffer>;
}
