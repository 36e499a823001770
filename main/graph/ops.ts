import {
  broadcastShapes,
  type ConstantData,
  type DType,
  elementCount,
  type Operator,
  type OperatorAttributes,
  type Shape,
  Tensor,
} from './tensor.ts';

/**
 * The vocabulary of the tensor language: one function per operator, which checks shapes and records a
 * node, and a few that are written in terms of others. A plain number stands for a float32 scalar.
 */

export type Operand = Tensor | number;

function record<K extends Operator>(
  operator: K,
  operands: readonly Tensor[],
  attributes: OperatorAttributes[K],
  shape: Shape,
  dtype: DType,
): Tensor {
  return new Tensor({ operator, operands, attributes }, shape, dtype);
}

// ---------------------------------------------------------------------------------------- leaves

export function input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
  return record('input', [], { name }, shape, dtype);
}

export function constant(data: ConstantData | readonly number[], shape: Shape): Tensor {
  const stored = Array.isArray(data) ? Float32Array.from(data) : (data as ConstantData);
  if (stored.length !== elementCount(shape)) throw new Error(`${stored.length} values do not fill shape [${shape}]`);
  const dtype = stored instanceof Float32Array ? 'float32' : stored instanceof Int32Array ? 'int32' : 'int64';
  return record('constant', [], { data: stored, shape }, shape, dtype);
}

export const scalar = (value: number): Tensor => constant([value], []);
export const int32 = (values: readonly number[], shape: Shape = [values.length]): Tensor =>
  constant(Int32Array.from(values), shape);
/** float32 zeros: one value broadcast, so that a large one costs nothing in the model file. */
export const zeros = (shape: Shape): Tensor => expand(scalar(0), shape);

const tensorOf = (operand: Operand): Tensor => (typeof operand === 'number' ? scalar(operand) : operand);

// ----------------------------------------------------------------------------------- elementwise

type Unary =
  | 'Neg'
  | 'Abs'
  | 'Sign'
  | 'Exp'
  | 'Log'
  | 'Sqrt'
  | 'Sin'
  | 'Cos'
  | 'Sigmoid'
  | 'Softplus'
  | 'Relu'
  | 'Floor';
const unary = (operator: Unary) => (x: Tensor) => record(operator, [x], {}, x.shape, x.dtype);

export const neg = unary('Neg');
export const abs = unary('Abs');
export const sign = unary('Sign');
export const exp = unary('Exp');
export const log = unary('Log');
export const sqrt = unary('Sqrt');
export const sin = unary('Sin');
export const cos = unary('Cos');
export const sigmoid = unary('Sigmoid');
export const softplus = unary('Softplus');
export const relu = unary('Relu');
export const floor = unary('Floor');

type Binary = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Min' | 'Max';
const binary = (operator: Binary) => (a: Operand, b: Operand) => {
  const [left, right] = [tensorOf(a), tensorOf(b)];
  if (left.dtype !== right.dtype) throw new Error(`${operator} of ${left.dtype} and ${right.dtype}`);
  const shape = broadcastShapes(left.shape, right.shape);
  const leftSource = unexpanded(left, right, shape);
  return record(operator, [leftSource, unexpanded(right, leftSource, shape)], {}, shape, left.dtype);
};

/** `x` before it was expanded, where broadcasting against `other` gives the same shape without the copy. */
function unexpanded(x: Tensor, other: Tensor, shape: Shape): Tensor {
  const [source] = x.node.operands;
  if (x.node.operator !== 'Expand' || source === undefined) return x;
  return sameShape(broadcastShapes(source.shape, other.shape), shape) ? source : x;
}

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const min = binary('Min');
export const max = binary('Max');

const comparison = (operator: 'Less' | 'GreaterOrEqual') => (a: Operand, b: Operand) => {
  const [left, right] = [tensorOf(a), tensorOf(b)];
  if (left.dtype !== right.dtype) throw new Error(`${operator} of ${left.dtype} and ${right.dtype}`);
  return record(operator, [left, right], {}, broadcastShapes(left.shape, right.shape), 'bool');
};
export const less = comparison('Less');
export const greaterOrEqual = comparison('GreaterOrEqual');

/** `condition ? a : b`, elementwise. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [left, right] = [tensorOf(a), tensorOf(b)];
  if (condition.dtype !== 'bool') throw new Error(`the condition of Where is ${condition.dtype}`);
  if (left.dtype !== right.dtype) throw new Error(`Where of ${left.dtype} and ${right.dtype}`);
  const shape = broadcastShapes(condition.shape, broadcastShapes(left.shape, right.shape));
  return record('Where', [condition, left, right], {}, shape, left.dtype);
}

export function cast(x: Tensor, to: DType): Tensor {
  return x.dtype === to ? x : record('Cast', [x], { to }, x.shape, to);
}

/** The same value, through which no gradient flows. */
export const detach = (x: Tensor): Tensor => record('Detach', [x], {}, x.shape, x.dtype);

export const square = (x: Tensor): Tensor => mul(x, x);
export const clip = (x: Tensor, low: number, high: number): Tensor => min(max(x, low), high);

// ----------------------------------------------------------------------------- products and sums

/** Matrix product over the last two axes; the leading axes of the two must be equal, or absent in one. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape.slice(-2);
  const [k2, n] = b.shape.slice(-2);
  if (m === undefined || n === undefined || k !== k2) throw new Error(`MatMul of [${a.shape}] and [${b.shape}]`);
  const leading = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return record('MatMul', [a, b], {}, [...leading, m, n], a.dtype);
}

export function sum(x: Tensor, axes: readonly number[] = x.shape.map((_, axis) => axis), keepDims = false): Tensor {
  const positive = normaliseAxes(x, axes);
  return record('ReduceSum', [x], { axes: positive, keepDims }, reducedShape(x.shape, positive, keepDims), x.dtype);
}

export function reduceMax(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
  const positive = normaliseAxes(x, axes);
  return record('ReduceMax', [x], { axes: positive, keepDims }, reducedShape(x.shape, positive, keepDims), x.dtype);
}

export function mean(x: Tensor): Tensor {
  return mul(sum(x), 1 / elementCount(x.shape));
}

export function cumsum(x: Tensor, axis: number, { exclusive = false, reverse = false } = {}): Tensor {
  return record('CumSum', [x], { axis: normaliseAxis(x, axis), exclusive, reverse }, x.shape, x.dtype);
}

/** Exponentials along an axis, divided by their sum. */
export function softmax(x: Tensor, axis: number): Tensor {
  return record('Softmax', [x], { axis: normaliseAxis(x, axis) }, x.shape, x.dtype);
}

// ---------------------------------------------------------------------------------------- layout

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (elementCount(shape) !== elementCount(x.shape)) throw new Error(`cannot reshape [${x.shape}] to [${shape}]`);
  return sameShape(x.shape, shape) ? x : record('Reshape', [x], { shape }, shape, x.dtype);
}

export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  if (!sameShape(permutation.toSorted(), axes)) throw new Error(`[${permutation}] does not permute [${x.shape}]`);
  const shape = permutation.map((axis) => x.shape[axis]!);
  return record('Transpose', [x], { permutation }, shape, x.dtype);
}

export function expand(x: Tensor, shape: Shape): Tensor {
  if (!sameShape(broadcastShapes(x.shape, shape), shape)) throw new Error(`cannot expand [${x.shape}] to [${shape}]`);
  return sameShape(x.shape, shape) ? x : record('Expand', [x], { shape }, shape, x.dtype);
}

/** `x[start:end]` along one axis; `end` counts from the end where it is negative. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const positive = normaliseAxis(x, axis);
  const size = x.shape[positive]!;
  const stop = end < 0 ? size + end : end;
  if (start < 0 || stop > size || stop <= start) throw new Error(`slice ${start}:${end} of an axis of ${size}`);
  if (start === 0 && stop === size) return x;
  const shape = x.shape.with(positive, stop - start);
  return record('Slice', [x], { axis: positive, start, end: stop }, shape, x.dtype);
}

export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new Error('concat of nothing');
  const positive = normaliseAxis(first, axis);
  const shapes = tensors.map(({ shape }) => shape);
  const fits = (shape: Shape) => shape.every((size, other) => other === positive || size === first.shape[other]);
  if (!shapes.every((shape) => shape.length === first.shape.length && fits(shape))) {
    throw new Error(`concat of [${shapes.join('], [')}] along axis ${positive}`);
  }
  const size = tensors.reduce((total, tensor) => total + tensor.shape[positive]!, 0);
  return record('Concat', tensors, { axis: positive }, first.shape.with(positive, size), first.dtype);
}

// -------------------------------------------------------------------------------------- indexing

/** Rows of `data` along `axis`: the axis is replaced by the shape of `indices` (int32 or int64). */
export function gather(data: Tensor, indices: Tensor, axis: number): Tensor {
  const positive = normaliseAxis(data, axis);
  requireIndices(indices);
  const shape = [...data.shape.slice(0, positive), ...indices.shape, ...data.shape.slice(positive + 1)];
  return record('Gather', [data, indices], { axis: positive }, shape, data.dtype);
}

/** `out[i, j] = data[i, indices[i, j]]` for axis 1, and so on; indices from -size to size - 1. */
export function gatherElements(data: Tensor, indices: Tensor, axis: number): Tensor {
  const positive = normaliseAxis(data, axis);
  requireIndicesWithin(data, indices, positive);
  return record('GatherElements', [data, indices], { axis: positive }, indices.shape, data.dtype);
}

/** Adds `updates` to a copy of `data` at `indices` (the transpose of `gatherElements`); duplicates add up. */
export function scatterElementsAdd(data: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  if (!sameShape(indices.shape, updates.shape)) throw new Error('indices and updates differ in shape');
  const positive = normaliseAxis(data, axis);
  requireIndicesWithin(data, indices, positive);
  return record('ScatterElementsAdd', [data, indices, updates], { axis: positive }, data.shape, data.dtype);
}

/**
 * Adds `updates` [M] to a copy of `data` [N] at `positions` (int64, [M, 1]). The same sum as
 * `scatterElementsAdd` in the form that more providers have a kernel for; lowering.ts says which.
 */
export function scatterNDAdd(data: Tensor, positions: Tensor, updates: Tensor): Tensor {
  const [count] = updates.shape;
  if (data.shape.length !== 1 || updates.shape.length !== 1 || !sameShape(positions.shape, [count!, 1])) {
    throw new Error(`ScatterND into [${data.shape}] of [${updates.shape}] at [${positions.shape}]`);
  }
  return record('ScatterNDAdd', [data, positions, updates], {}, data.shape, data.dtype);
}

/** The k largest (or smallest) entries along an axis, sorted, and their int64 positions. */
export function topK(x: Tensor, k: number, axis: number, largest = true): { values: Tensor; indices: Tensor } {
  const positive = normaliseAxis(x, axis);
  if (k > x.shape[positive]!) throw new Error(`the ${k} largest of ${x.shape[positive]}`);
  const values = record('TopK', [x], { axis: positive, k, largest }, x.shape.with(positive, k), x.dtype);
  return { values, indices: new Tensor(values.node, values.shape, 'int64', 1) };
}

// --------------------------------------------------------------------------------------- helpers

function normaliseAxis(x: Tensor, axis: number): number {
  const positive = axis < 0 ? axis + x.shape.length : axis;
  if (positive < 0 || positive >= x.shape.length) throw new Error(`axis ${axis} of a tensor of shape [${x.shape}]`);
  return positive;
}

function normaliseAxes(x: Tensor, axes: readonly number[]): number[] {
  return axes.map((axis) => normaliseAxis(x, axis)).sort((a, b) => a - b);
}

function requireIndices(indices: Tensor): void {
  if (indices.dtype !== 'int32' && indices.dtype !== 'int64') throw new Error(`indices of type ${indices.dtype}`);
}

/** Indices of single elements have the shape of the data, or less of it along the axes that are not indexed. */
function requireIndicesWithin(data: Tensor, indices: Tensor, axis: number): void {
  requireIndices(indices);
  const fits = indices.shape.every((size, other) => other === axis || size <= data.shape[other]!);
  if (indices.shape.length !== data.shape.length || !fits) {
    throw new Error(`indices [${indices.shape}] do not lie within [${data.shape}] beside axis ${axis}`);
  }
}

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, a) => !axes.includes(a));
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
