import { inputName } from './onnx-writer.ts';
import { input } from './ops.ts';
import type { Tensor } from './tensor.ts';

/**
 * A program that is run again and again: tensors that go round from one run to the next (parameters and
 * what the optimiser remembers), batches that are new each time, and outputs to look at.
 */
export interface StepProgram {
  readonly name: string;
  readonly batch: readonly Tensor[];
  readonly state: readonly { readonly input: Tensor; readonly next: Tensor }[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** The state that a program changes; the rest of its state it only reads. */
export function changedState({ state }: StepProgram): StepProgram['state'] {
  return state.filter(({ input, next }) => next !== input);
}

/** A program without memory: inputs to outputs, with the state it reads (parameters) named apart. */
export interface FunctionProgram {
  readonly name: string;
  readonly state: readonly Tensor[];
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export type Values = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
/** One value for each batch input of a program, by name. */
export type Batch = Readonly<Record<string, Values>>;
/** State by name. What a parameter is called is what its input is called. */
export type State = Record<string, Float32Array<ArrayBuffer>>;

/** Copies an input under another name, for graphs that hold one thing several times. */
export function renamed(tensor: Tensor, prefix: string): Tensor {
  return input(`${prefix}${inputName(tensor)}`, tensor.shape, tensor.dtype);
}
