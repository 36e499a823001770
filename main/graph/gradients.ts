import { compositeGradient } from './composites.ts';
import * as ops from './ops.ts';
import {
  type DifferentiableComposite,
  type Node,
  type Operator,
  type Shape,
  Tensor,
  topologicalOrder,
} from './tensor.ts';

/**
 * Reverse-mode differentiation: a table with one rule per operator, and the sweep that applies them.
 *
 * A rule gets the gradient of the loss with respect to the node's (first) output and answers with the
 * gradients with respect to its operands; `null` says that an operand (an index, a condition, a
 * rounded value) has none. The table is typed over all operators: a new operator without a rule does
 * not compile. Rules record ordinary nodes, so what nobody asks for is never written or run.
 */
interface RuleContext<K extends Operator> {
  readonly node: Node<K>;
  readonly output: Tensor;
  readonly operands: readonly Tensor[];
  readonly gradient: Tensor;
}
type Rule<K extends Operator> = (context: RuleContext<K>) => readonly (Tensor | null)[];

const noGradient = (operands: number) => () => Array.from({ length: operands }, () => null);

/** A composite's gradient is a composite, too; what it means follows from what the composite means. */
const ofComposite = ({ node, gradient }: RuleContext<DifferentiableComposite>) => compositeGradient(node, gradient);

const notDifferentiable = ({ node }: { readonly node: Node }): never => {
  throw new Error(`no gradient flows through ${node.operator}`);
};

/** Elementwise with one operand: the rule is the derivative, from x, y = f(x) and the gradient g. */
const elementwise =
  <K extends Operator>(derivative: (g: Tensor, x: Tensor, y: Tensor) => Tensor): Rule<K> =>
  ({ gradient, operands: [x], output }) => [derivative(gradient, x!, output)];

/** Elementwise with broadcasting: gradients are summed back over the axes that were stretched. */
const broadcasting =
  <K extends Operator>(derivative: (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => [Tensor, Tensor]): Rule<K> =>
  ({ gradient, operands: [a, b], output }) => {
    const [gradientA, gradientB] = derivative(gradient, a!, b!, output);
    return [sumTo(gradientA, a!.shape), sumTo(gradientB, b!.shape)];
  };

const gradientRules: { readonly [K in Operator]: Rule<K> } = {
  input: noGradient(0),
  constant: noGradient(0),

  Add: broadcasting((g) => [g, g]),
  Sub: broadcasting((g) => [g, ops.neg(g)]),
  Mul: broadcasting((g, a, b) => [ops.mul(g, b), ops.mul(g, a)]),
  Div: broadcasting((g, _a, b, y) => [ops.div(g, b), ops.neg(ops.div(ops.mul(g, y), b))]),
  // Where both are equal the first operand takes the whole gradient.
  Min: broadcasting((g, a, b) => [ops.where(ops.less(b, a), 0, g), ops.where(ops.less(b, a), g, 0)]),
  Max: broadcasting((g, a, b) => [ops.where(ops.less(a, b), 0, g), ops.where(ops.less(a, b), g, 0)]),
  Neg: elementwise((g) => ops.neg(g)),
  Abs: elementwise((g, x) => ops.mul(g, ops.sign(x))),
  Sign: noGradient(1),
  Exp: elementwise((g, _x, y) => ops.mul(g, y)),
  Log: elementwise((g, x) => ops.div(g, x)),
  Sqrt: elementwise((g, _x, y) => ops.div(ops.mul(g, 0.5), y)),
  Sin: elementwise((g, x) => ops.mul(g, ops.cos(x))),
  Cos: elementwise((g, x) => ops.neg(ops.mul(g, ops.sin(x)))),
  Sigmoid: elementwise((g, _x, y) => ops.mul(g, ops.mul(y, ops.sub(1, y)))),
  Softplus: elementwise((g, x) => ops.mul(g, ops.sigmoid(x))),
  // Sign of a rectified value is 0 or 1; ONNX Runtime's Where would take three passes for the same.
  Relu: elementwise((g, _x, y) => ops.mul(g, ops.sign(y))),
  Floor: noGradient(1),
  Less: noGradient(2),
  GreaterOrEqual: noGradient(2),
  Where: ({ gradient, operands: [condition, a, b] }) => [
    null,
    sumTo(ops.where(condition!, gradient, 0), a!.shape),
    sumTo(ops.where(condition!, 0, gradient), b!.shape),
  ],
  Detach: noGradient(1),
  Cast: ({ gradient, operands: [x] }) => [isFloat(x!) ? ops.cast(gradient, x!.dtype) : null],

  MatMul: ({ gradient, operands: [a, b] }) => [
    sumTo(ops.matmul(gradient, swapLastTwo(b!)), a!.shape),
    sumTo(ops.matmul(swapLastTwo(a!), gradient), b!.shape),
  ],
  ReduceSum: ({ node, gradient, operands: [x] }) => [
    ops.expand(restoreAxes(gradient, x!.shape, node.attributes.axes), x!.shape),
  ],
  ReduceMax: ({ node, gradient, output, operands: [x] }) => {
    const { axes } = node.attributes;
    const isLargest = ops.greaterOrEqual(x!, restoreAxes(output, x!.shape, axes));
    return [ops.where(isLargest, restoreAxes(gradient, x!.shape, axes), 0)];
  },
  CumSum: ({ node, gradient }) => {
    const { axis, exclusive, reverse } = node.attributes;
    return [ops.cumsum(gradient, axis, { exclusive, reverse: !reverse })];
  },
  Softmax: ({ node, gradient, output }) => {
    const mean = ops.sum(ops.mul(gradient, output), [node.attributes.axis], true);
    return [ops.mul(output, ops.sub(gradient, mean))];
  },

  Reshape: ({ gradient, operands: [x] }) => [ops.reshape(gradient, x!.shape)],
  Transpose: ({ node, gradient }) => {
    const { permutation } = node.attributes;
    return [
      ops.transpose(
        gradient,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  Expand: ({ gradient, operands: [x] }) => [sumTo(gradient, x!.shape)],
  Slice: ({ node, gradient, operands: [x] }) => {
    const { axis, start, end } = node.attributes;
    const before = start === 0 ? [] : [ops.zeros(x!.shape.with(axis, start))];
    const rest = x!.shape[axis]! - end;
    const after = rest === 0 ? [] : [ops.zeros(x!.shape.with(axis, rest))];
    return [ops.concat([...before, gradient, ...after], axis)];
  },
  Concat: ({ node, gradient, operands }) => {
    let start = 0;
    return operands.map((operand) => {
      const size = operand.shape[node.attributes.axis]!;
      start += size;
      return ops.slice(gradient, node.attributes.axis, start - size, start);
    });
  },

  Gather: ({ node, gradient, operands: [data, indices] }) => {
    // As a sum over the gathered axis moved to the front: rows of the gradient are added at `indices`.
    const { axis } = node.attributes;
    const size = data!.shape[axis]!;
    const outer = data!.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const inner = data!.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const count = indices!.shape.reduce((a, b) => a * b, 1);
    const shape = [outer, count, inner];
    const spread = ops.expand(ops.reshape(indices!, [1, count, 1]), shape);
    const summed = ops.scatterElementsAdd(ops.zeros([outer, size, inner]), spread, ops.reshape(gradient, shape), 1);
    return [ops.reshape(summed, data!.shape), null];
  },
  GatherElements: ({ node, gradient, operands: [data, indices] }) => [
    ops.scatterElementsAdd(ops.zeros(data!.shape), indices!, gradient, node.attributes.axis),
    null,
  ],
  ScatterElementsAdd: ({ node, gradient, operands: [, indices] }) => [
    gradient,
    null,
    ops.gatherElements(gradient, indices!, node.attributes.axis),
  ],
  ScatterNDAdd: ({ gradient, operands: [, positions] }) => [
    gradient,
    null,
    ops.gather(gradient, ops.reshape(positions!, [positions!.shape[0]!]), 0),
  ],
  TopK: ({ node, gradient, operands: [x], output }) => {
    const indices = new Tensor(output.node, output.shape, 'int64', 1);
    return [ops.scatterElementsAdd(ops.zeros(x!.shape), indices, gradient, node.attributes.axis)];
  },

  HashEncode: ofComposite,
  Mlp: ofComposite,
  Contract: ofComposite,
  SamplePoints: ofComposite,
  SpacingToDistance: ofComposite,
  OpticalDepth: ofComposite,
  AlphaComposite: ofComposite,
  RenderEmbeddings: ofComposite,
  OuterMeasure: ofComposite,
  SamplingDensity: noGradient(2),
  Resample: noGradient(3),
  Adam: notDifferentiable,
  CompositeGradient: notDifferentiable,
};

/**
 * Gradients of the scalar `loss` with respect to each tensor of `wrt`, in that order and in their
 * shapes (zeros where the loss does not depend on one).
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0) throw new Error(`the loss must be a scalar, not [${loss.shape}]`);
  return pullback(loss, ops.scalar(1), wrt);
}

/** As `gradients`, of a loss of which only its gradient with respect to `output` is known. */
export function pullback(output: Tensor, outputGradient: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const order = topologicalOrder([output]);
  const targets = new Set(wrt.map(({ node }) => node));
  const carriesGradient = new Set<Node>();
  for (const node of order) {
    if (targets.has(node) || node.operands.some((operand) => carriesGradient.has(operand.node))) {
      carriesGradient.add(node);
    }
  }

  const gradientOf = new Map<Node, Tensor>([[output.node, outputGradient]]);
  const outputOf = new Map<Node, Tensor>([[output.node, output]]);
  for (const node of order)
    for (const operand of node.operands) if (operand.output === 0) outputOf.set(operand.node, operand);

  for (const node of order.reverse()) {
    const gradient = gradientOf.get(node);
    if (gradient === undefined || !carriesGradient.has(node)) continue;
    const operandGradients = applyRule(node, outputOf.get(node)!, gradient);
    node.operands.forEach((operand, position) => {
      const contribution = operandGradients[position];
      if (!contribution || operand.output !== 0 || !isFloat(operand) || !carriesGradient.has(operand.node)) return;
      const known = gradientOf.get(operand.node);
      gradientOf.set(operand.node, known ? together(known, contribution) : contribution);
    });
  }
  return wrt.map((tensor) => gradientOf.get(tensor.node) ?? ops.zeros(tensor.shape));
}

/** The sum of two gradients. Those of parts that were cut from one tensor are put side by side instead. */
function together(a: Tensor, b: Tensor): Tensor {
  if (a.node.operator !== 'Concat' || b.node.operator !== 'Concat') return ops.add(a, b);
  const { axis } = (a.node as Node<'Concat'>).attributes;
  const [left, right] = [a.node.operands, b.node.operands];
  const isSideBySide =
    axis === (b.node as Node<'Concat'>).attributes.axis &&
    left.length === right.length &&
    left.every((part, i) => ops.sameShape(part.shape, right[i]!.shape) && (isZero(part) || isZero(right[i]!)));
  return isSideBySide
    ? ops.concat(
        left.map((part, i) => (isZero(part) ? right[i]! : part)),
        axis,
      )
    : ops.add(a, b);
}

/** Whether it is what `ops.zeros` records. */
function isZero({ node }: Tensor): boolean {
  if (node.operator !== 'Expand') return false;
  const { operator, attributes } = node.operands[0]!.node;
  return operator === 'constant' && (attributes as Node<'constant'>['attributes']).data.every((value) => value === 0);
}

function applyRule<K extends Operator>(node: Node<K>, output: Tensor, gradient: Tensor) {
  return gradientRules[node.operator]({ node, output, operands: node.operands, gradient });
}

const isFloat = (x: Tensor): boolean => x.dtype === 'float32';

/** Sums a gradient over the axes along which an operand of `shape` was broadcast. */
function sumTo(gradient: Tensor, shape: Shape): Tensor {
  if (ops.sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  return ops.reshape(axes.length > 0 ? ops.sum(gradient, axes) : gradient, shape);
}

/** A reduced tensor with the reduced axes back as size one. */
function restoreAxes(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return ops.reshape(
    reduced,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
}

function swapLastTwo(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return ops.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}
