/**
 * The tensor language: expressions over arrays of known shape, recorded and not computed.
 *
 * A `Tensor` is one output of a `Node`; a node knows its operator, its operands and its attributes.
 * Nothing else exists: a program is whatever can be reached from the tensors one asks for. Operators
 * carry ONNX's names and meaning (opset 17), so that `onnx-writer.ts` is a transcription.
 */

export type DType = 'float32' | 'int32' | 'int64' | 'bool';
export type Shape = readonly number[];
export type ConstantData = Float32Array | Int32Array | BigInt64Array;

/** Attributes of every operator. `gradients.ts` has one rule for each key of this table. */
export interface OperatorAttributes {
  // leaves
  input: { name: string };
  constant: { data: ConstantData; shape: Shape };
  // elementwise, with numpy broadcasting where there are two operands
  Add: object;
  Sub: object;
  Mul: object;
  Div: object;
  Min: object;
  Max: object;
  Neg: object;
  Abs: object;
  Sign: object;
  Exp: object;
  Log: object;
  Sqrt: object;
  Sin: object;
  Cos: object;
  Sigmoid: object;
  Softplus: object;
  Relu: object;
  Floor: object;
  Less: object;
  GreaterOrEqual: object;
  Where: object;
  Cast: { to: DType };
  /** The value, through which no gradient flows (stop-gradient). */
  Detach: object;
  // products and sums
  MatMul: object;
  ReduceSum: { axes: readonly number[]; keepDims: boolean };
  ReduceMax: { axes: readonly number[]; keepDims: boolean };
  CumSum: { axis: number; exclusive: boolean; reverse: boolean };
  Softmax: { axis: number };
  // layout
  Reshape: { shape: Shape };
  Transpose: { permutation: readonly number[] };
  Expand: { shape: Shape };
  Slice: { axis: number; start: number; end: number };
  Concat: { axis: number };
  // indexing
  Gather: { axis: number };
  GatherElements: { axis: number };
  ScatterElementsAdd: { axis: number };
  ScatterNDAdd: object;
  TopK: { axis: number; k: number; largest: boolean };
  // composites (composites.ts), which an executor runs as one kernel or as the operators above
  HashEncode: HashGrid;
  Mlp: object;
  Contract: { norm: ContractionNorm };
  SamplePoints: object;
  SpacingToDistance: DistanceRange;
  OpticalDepth: { factor: number };
  AlphaComposite: object;
  RenderEmbeddings: { isUnit: boolean };
  SamplingDensity: { padding: number };
  Resample: object;
  OuterMeasure: object;
  Adam: AdamAttributes;
  CompositeGradient: { of: DifferentiableComposite; attributes: OperatorAttributes[DifferentiableComposite] };
}
export type Operator = keyof OperatorAttributes;

/** A multi-resolution hash grid: cells per axis of each level, and 2^log2TableSize entries for each. */
export interface HashGrid {
  readonly resolutions: readonly number[];
  readonly log2TableSize: number;
}

export interface AdamAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number;
  /** RAdam instead of Adam. */
  readonly rectified: boolean;
}

/** Which ball stays as it is: that of the largest coordinate, or of Euclidean length. */
export type ContractionNorm = 'inf' | 'l2';

/** Distances along a unit ray. */
export interface DistanceRange {
  readonly near: number;
  readonly far: number;
}

export type DifferentiableComposite =
  | 'HashEncode'
  | 'Mlp'
  | 'Contract'
  | 'SamplePoints'
  | 'SpacingToDistance'
  | 'OpticalDepth'
  | 'AlphaComposite'
  | 'RenderEmbeddings'
  | 'OuterMeasure';
export type Composite = DifferentiableComposite | 'SamplingDensity' | 'Resample' | 'Adam' | 'CompositeGradient';

export interface Node<K extends Operator = Operator> {
  readonly operator: K;
  readonly operands: readonly Tensor[];
  readonly attributes: OperatorAttributes[K];
}

export class Tensor {
  readonly node: Node;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Which output of the node this is: TopK, Adam and gradients of composites have several. */
  readonly output: number;

  constructor(node: Node, shape: Shape, dtype: DType, output = 0) {
    this.node = node;
    this.shape = shape;
    this.dtype = dtype;
    this.output = output;
  }
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Shape of `a op b` under numpy broadcasting; throws where the two do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new Error(`shapes [${a}] and [${b}] cannot be broadcast together`);
    }
    return sizeA === 1 ? sizeB : sizeA;
  });
}

/** Every node reachable from `outputs`, operands before users. */
export function topologicalOrder(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // An explicit stack: a training step is thousands of nodes deep, more than the call stack likes.
  const stack: { node: Node; next: number }[] = [];
  for (const output of outputs) {
    if (seen.has(output.node)) continue;
    seen.add(output.node);
    stack.push({ node: output.node, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const operand = top.node.operands[top.next];
      if (operand === undefined) {
        order.push(top.node);
        stack.pop();
        continue;
      }
      top.next += 1;
      if (!seen.has(operand.node)) {
        seen.add(operand.node);
        stack.push({ node: operand.node, next: 0 });
      }
    }
  }
  return order;
}
