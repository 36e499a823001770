import * as ort from 'onnxruntime-node';
import { inputName, writeOnnx } from '../graph/onnx-writer.ts';
import { type Node, type Tensor, topologicalOrder } from '../graph/tensor.ts';
import type { ReferenceArray } from './shared-data.ts';

interface EvaluateOptions {
  /** Computes in float64: gradients can be checked by differences. */
  readonly doublePrecision?: boolean;
}

/** Values of inputs by name, row-major. */
type InputValues = Readonly<Record<string, ArrayLike<number>>>;

export interface Evaluator<Name extends string> extends AsyncDisposable {
  /** The numbers of each output, row-major. */
  run(values: InputValues): Promise<Record<Name, number[]>>;
}

/** Computes tensors for given values of their inputs with ONNX Runtime on the CPU, once. */
export async function evaluate<Name extends string>(
  outputs: Readonly<Record<Name, Tensor>>,
  values: InputValues = {},
  options: EvaluateOptions = {},
): Promise<Record<Name, number[]>> {
  await using evaluator = await openEvaluator(outputs, options);
  return await evaluator.run(values);
}

/** As `evaluate`, for many values. */
export async function openEvaluator<Name extends string>(
  outputs: Readonly<Record<Name, Tensor>>,
  { doublePrecision = false }: EvaluateOptions = {},
): Promise<Evaluator<Name>> {
  const inputs = inputsOf(Object.values<Tensor>(outputs));
  const model = writeOnnx({ name: 'test', inputs, outputs }, { doublePrecision });
  const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'], logSeverityLevel: 3 });
  return {
    async run(values) {
      const feeds = inputs.map((tensor) => {
        const given = values[inputName(tensor)];
        if (given === undefined) throw new Error(`no value for the input ${inputName(tensor)}`);
        return [inputName(tensor), toOrt(tensor, given, doublePrecision)] as const;
      });
      const results = await session.run(Object.fromEntries(feeds));
      const numbers = (name: Name) => Array.from(results[name]!.data as ArrayLike<number>, Number);
      const names = Object.keys(outputs) as Name[];
      return Object.fromEntries(names.map((name) => [name, numbers(name)])) as Record<Name, number[]>;
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

function inputsOf(outputs: readonly Tensor[]): Tensor[] {
  const isInput = (node: Node): node is Node<'input'> => node.operator === 'input';
  const found = new Map<Node, Tensor>();
  for (const tensor of outputs) found.set(tensor.node, tensor);
  for (const node of topologicalOrder(outputs)) for (const operand of node.operands) found.set(operand.node, operand);
  return [...found.values()].filter(({ node }) => isInput(node));
}

function toOrt({ dtype, shape }: Tensor, values: ArrayLike<number>, doublePrecision: boolean): ort.Tensor {
  if (dtype === 'int32') return new ort.Tensor('int32', Int32Array.from(values), shape);
  if (dtype !== 'float32') throw new Error(`tests give no values of ${dtype}`);
  return doublePrecision
    ? new ort.Tensor('float64', Float64Array.from(values), shape)
    : new ort.Tensor('float32', Float32Array.from(values), shape);
}

/**
 * The numbers of a reference array with its axes in reverse order: the reference has rays first, then
 * samples, then channels ([R, S, 3]), where the field has them last ([3, S, R]).
 */
export function axesReversed({ shape, data }: ReferenceArray): number[] {
  const reversedStrides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const result = new Array<number>(data.length);
  data.forEach((value, position) => {
    let rest = position;
    let target = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      target += (rest % shape[axis]!) * reversedStrides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    result[target] = value;
  });
  return result;
}

/** Largest difference between corresponding numbers; NaN if one of them is not a number. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers cannot be compared with ${b.length}`);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

/** As `largestDifference`, relative to the largest number of `expected`. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Array.from(expected).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return largestDifference(actual, expected) / largest;
}
