import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { openEvaluator } from '../testing/evaluate.ts';
import {
  alphaComposite,
  contractToGrid,
  hashEncode,
  mlp,
  opticalDepth,
  outerMeasure,
  renderEmbeddings,
  samplePoints,
  spacingToDistance,
} from './composites.ts';
import { gradients } from './gradients.ts';
import { inputName } from './onnx-writer.ts';
import * as ops from './ops.ts';
import {
  type Composite,
  type DifferentiableComposite,
  elementCount,
  type Operator,
  type Shape,
  type Tensor,
  topologicalOrder,
} from './tensor.ts';

/**
 * Every rule against central differences, in double precision on ONNX Runtime: the loss is the output
 * times fixed numbers that differ, so that no two of its entries can be taken for each other.
 */
interface Case {
  readonly of: string;
  readonly inputs: readonly Shape[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** All values above zero, for functions that want it. */
  readonly positive?: boolean;
  /** Something of the same derivative, where differences of the thing itself would be another. */
  readonly differencesOf?: (...inputs: Tensor[]) => Tensor;
}

const STEP = 1e-5;
const TOLERANCE = 1e-6;

/**
 * Numbers that are at least 0.02 away from each other, from zero and from whole numbers: no difference
 * steps over a kink. Scattered over their order by a stride that shares no factor with the count.
 */
function valuesOf(shape: Shape, position: number, positive: boolean): number[] {
  const count = elementCount(shape);
  const stride = count % 7 === 0 ? 5 : 7;
  return Array.from({ length: count }, (_, index) => {
    const rank = (index * stride) % count;
    return (rank - (positive ? -4 : Math.floor(count / 2))) * 0.1 + 0.03 + 0.02 * position;
  });
}

async function expectGradients({ inputs: shapes, build, positive = false, differencesOf = build }: Case) {
  const inputs = shapes.map((shape, position) => ops.input(`x${position}`, shape));
  const lossOf = (output: Tensor) => {
    const weights = Array.from({ length: elementCount(output.shape) }, (_, index) => 1 + Math.sin(1 + 2 * index));
    return ops.sum(ops.mul(output, ops.constant(weights, output.shape)));
  };
  const loss = lossOf(build(...inputs));
  const byName = Object.fromEntries(gradients(loss, inputs).map((gradient, i) => [`gradient${i}`, gradient]));
  const outputs = { loss: lossOf(differencesOf(...inputs)), ...byName, ...keepAlive(inputs) };
  await using evaluator = await openEvaluator<string>(outputs, { doublePrecision: true });
  const at = Object.fromEntries(inputs.map((x, i) => [inputName(x), valuesOf(x.shape, i, positive)]));
  const analytic = await evaluator.run(at);
  for (const [position, x] of inputs.entries()) {
    const name = inputName(x);
    const moved = async (index: number, by: number) => {
      const values = at[name]!.with(index, at[name]![index]! + by);
      return (await evaluator.run({ ...at, [name]: values })).loss![0]!;
    };
    const gradient = analytic[`gradient${position}`]!;
    expect(gradient).toHaveLength(elementCount(x.shape));
    for (const [index, value] of gradient.entries()) {
      const difference = ((await moved(index, STEP)) - (await moved(index, -STEP))) / (2 * STEP);
      const error = Math.abs(value - difference) / Math.max(1, Math.abs(difference));
      expect(error, `d loss / d ${name}[${index}]: ${value}, by differences ${difference}`).toBeLessThan(TOLERANCE);
    }
  }
}

/** The evaluator takes its inputs from the outputs: one that no output needs would be unknown to it. */
function keepAlive(inputs: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.map((x) => [`same.${inputName(x)}`, ops.detach(x)]));
}

const int64 = (values: readonly number[], shape: Shape) => ops.constant(BigInt64Array.from(values.map(BigInt)), shape);

const unary = (build: (x: Tensor) => Tensor, positive = false): Case[] => [
  { of: 'a matrix', inputs: [[2, 3]], build, positive },
];
const binary = (build: (a: Tensor, b: Tensor) => Tensor, positive = false): Case[] => [
  {
    of: 'equal shapes',
    inputs: [
      [2, 3],
      [2, 3],
    ],
    build,
    positive,
  },
  { of: 'a row stretched', inputs: [[2, 3], [3]], build, positive },
  {
    of: 'a column stretched',
    inputs: [
      [2, 1],
      [2, 3],
    ],
    build,
    positive,
  },
  {
    of: 'both stretched',
    inputs: [
      [2, 1, 2],
      [3, 1],
    ],
    build,
    positive,
  },
  { of: 'a scalar', inputs: [[], [2, 2]], build, positive },
  { of: 'itself', inputs: [[3]], build: (a) => build(a, ops.mul(a, 2)), positive },
];

const cases: { readonly [K in Exclude<Operator, Composite> | DifferentiableComposite]: readonly Case[] } = {
  input: [{ of: 'itself', inputs: [[3]], build: (x) => x }],
  constant: [{ of: 'nothing', inputs: [[3]], build: (x) => ops.add(ops.mul(x, 0), ops.constant([1, 2, 3], [3])) }],
  Add: binary(ops.add),
  Sub: binary(ops.sub),
  Mul: binary(ops.mul),
  Div: binary(ops.div),
  Min: binary(ops.min),
  Max: binary(ops.max),
  Neg: unary(ops.neg),
  Abs: unary(ops.abs),
  Sign: unary(ops.sign),
  Exp: unary(ops.exp),
  Log: unary(ops.log, true),
  Sqrt: unary(ops.sqrt, true),
  Sin: unary(ops.sin),
  Cos: unary(ops.cos),
  Sigmoid: unary(ops.sigmoid),
  Softplus: [
    {
      of: 'a matrix',
      inputs: [[2, 3]],
      build: ops.softplus,
      // ONNX Runtime computes it in single precision only; this is its definition.
      differencesOf: (x) => ops.log(ops.add(ops.exp(x), 1)),
    },
  ],
  Relu: unary(ops.relu),
  Floor: unary(ops.floor),
  Less: binary((a, b) => ops.mul(ops.cast(ops.less(a, b), 'float32'), a)),
  GreaterOrEqual: binary((a, b) => ops.mul(ops.cast(ops.greaterOrEqual(a, b), 'float32'), a)),
  Where: [
    {
      of: 'equal shapes',
      inputs: [
        [2, 3],
        [2, 3],
      ],
      build: (a, b) => ops.where(ops.less(a, 0), a, ops.mul(b, 2)),
    },
    {
      of: 'all three stretched',
      inputs: [[2, 1], [3], [2, 1, 1]],
      build: (a, b, c) => ops.where(ops.less(a, 0), b, c),
    },
  ],
  Cast: unary((x) => ops.add(x, ops.cast(ops.cast(ops.mul(x, 10), 'int32'), 'float32'))),
  Detach: [
    {
      of: 'one factor of a square',
      inputs: [[3]],
      build: (x) => ops.mul(x, ops.detach(x)),
      differencesOf: (x) => ops.mul(ops.square(x), 0.5),
    },
  ],
  MatMul: [
    {
      of: 'matrices',
      inputs: [
        [2, 3],
        [3, 4],
      ],
      build: ops.matmul,
    },
    {
      of: 'stacks',
      inputs: [
        [2, 2, 3],
        [2, 3, 2],
      ],
      build: ops.matmul,
    },
    {
      of: 'one matrix and a stack',
      inputs: [
        [2, 3],
        [2, 3, 2],
      ],
      build: ops.matmul,
    },
    {
      of: 'a stack and one matrix',
      inputs: [
        [2, 2, 3],
        [3, 2],
      ],
      build: ops.matmul,
    },
    { of: 'a matrix and itself', inputs: [[2, 2]], build: (x) => ops.matmul(x, x) },
  ],
  ReduceSum: [
    { of: 'everything', inputs: [[2, 3]], build: (x) => ops.sum(ops.square(x)) },
    { of: 'the first axis', inputs: [[2, 3]], build: (x) => ops.sum(ops.square(x), [0]) },
    { of: 'the last axis, kept', inputs: [[2, 3]], build: (x) => ops.sum(ops.square(x), [-1], true) },
    { of: 'two of three axes', inputs: [[2, 3, 2]], build: (x) => ops.sum(ops.square(x), [2, 0]) },
  ],
  ReduceMax: [
    { of: 'the first axis', inputs: [[3, 2]], build: (x) => ops.reduceMax(x, [0]) },
    { of: 'the last axis, kept', inputs: [[2, 3]], build: (x) => ops.reduceMax(x, [1], true) },
    { of: 'two of three axes', inputs: [[2, 3, 2]], build: (x) => ops.reduceMax(x, [0, 2]) },
  ],
  CumSum: [false, true].flatMap((exclusive) =>
    [false, true].flatMap((reverse) =>
      [0, 1].map((axis) => ({
        of: `axis ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
        inputs: [[3, 2]],
        build: (x: Tensor) => ops.square(ops.cumsum(x, axis, { exclusive, reverse })),
      })),
    ),
  ),
  Softmax: [
    { of: 'rows', inputs: [[2, 3]], build: (x) => ops.softmax(x, 1) },
    { of: 'an inner axis', inputs: [[2, 3, 2]], build: (x) => ops.softmax(ops.mul(x, 3), 1) },
  ],
  Reshape: [{ of: 'a matrix', inputs: [[2, 3]], build: (x) => ops.square(ops.reshape(x, [3, 2])) }],
  Transpose: [
    { of: 'a matrix', inputs: [[2, 3]], build: (x) => ops.square(ops.transpose(x, [1, 0])) },
    { of: 'three axes going round', inputs: [[2, 3, 2]], build: (x) => ops.square(ops.transpose(x, [1, 2, 0])) },
  ],
  Expand: [
    { of: 'a scalar', inputs: [[]], build: (x) => ops.sin(ops.expand(x, [2, 3])) },
    { of: 'an inner axis', inputs: [[2, 1, 2]], build: (x) => ops.sin(ops.expand(x, [2, 3, 2])) },
    { of: 'a new axis in front', inputs: [[2]], build: (x) => ops.sin(ops.expand(x, [3, 2])) },
  ],
  Slice: [
    { of: 'the beginning', inputs: [[4, 2]], build: (x) => ops.square(ops.slice(x, 0, 0, 2)) },
    { of: 'the middle', inputs: [[4, 2]], build: (x) => ops.square(ops.slice(x, 0, 1, 3)) },
    { of: 'the end of the last axis', inputs: [[2, 4]], build: (x) => ops.square(ops.slice(x, -1, 2, 4)) },
    {
      of: 'two parts of one',
      inputs: [[4, 2]],
      build: (x) => ops.concat([ops.square(ops.slice(x, 0, 0, 1)), ops.mul(ops.slice(x, 0, 1, 4), 3)], 0),
    },
    {
      of: 'parts that overlap, and parts along different axes',
      inputs: [[3, 3]],
      build: (x) => {
        const rows = ops.mul(ops.slice(x, 0, 0, 2), ops.slice(x, 0, 1, 3));
        return ops.add(ops.sum(rows), ops.sum(ops.square(ops.slice(x, 1, 1, 3))));
      },
    },
  ],
  Concat: [
    {
      of: 'three',
      inputs: [
        [1, 2],
        [2, 2],
        [3, 2],
      ],
      build: (...x) => ops.square(ops.concat(x, 0)),
    },
    { of: 'one thing twice', inputs: [[2, 2]], build: (x) => ops.square(ops.concat([x, x], 1)) },
  ],
  Gather: [
    { of: 'rows, some twice', inputs: [[3, 2]], build: (x) => ops.square(ops.gather(x, ops.int32([2, 0, 2]), 0)) },
    { of: 'columns by a matrix', inputs: [[2, 3]], build: (x) => ops.gather(x, ops.int32([0, 2, 1, 1], [2, 2]), 1) },
    {
      of: 'indices from the end',
      inputs: [[3, 2]],
      build: (x) => ops.square(ops.gather(x, ops.int32([-1, 1, -3]), 0)),
    },
    { of: 'an inner axis, int64', inputs: [[2, 3, 2]], build: (x) => ops.gather(x, int64([1, -1], [2]), 1) },
  ],
  GatherElements: [
    {
      of: 'duplicates, and indices from the end',
      inputs: [[2, 3]],
      build: (x) => ops.square(ops.gatherElements(x, ops.int32([0, -1, 0, -1, 2, -3, 1, 1], [2, 4]), 1)),
    },
    {
      of: 'axis 0',
      inputs: [[3, 2]],
      build: (x) => ops.square(ops.gatherElements(x, ops.int32([2, 0, -1, 0], [2, 2]), 0)),
    },
  ],
  ScatterElementsAdd: [
    {
      of: 'duplicates, and indices from the end',
      inputs: [
        [2, 3],
        [2, 4],
      ],
      build: (data, updates) =>
        ops.square(ops.scatterElementsAdd(data, ops.int32([0, -1, 0, -1, 2, -3, 1, 1], [2, 4]), updates, 1)),
    },
    {
      of: 'axis 0, int64',
      inputs: [
        [3, 2],
        [2, 2],
      ],
      build: (data, updates) => ops.square(ops.scatterElementsAdd(data, int64([2, 0, 2, -1], [2, 2]), updates, 0)),
    },
  ],
  ScatterNDAdd: [
    {
      of: 'duplicates',
      inputs: [[4], [5]],
      build: (data, updates) => ops.square(ops.scatterNDAdd(data, int64([3, 0, 3, 1, 3], [5, 1]), updates)),
    },
  ],
  TopK: [
    { of: 'the largest', inputs: [[2, 4]], build: (x) => ops.square(ops.topK(x, 2, 1).values) },
    { of: 'the smallest, axis 0', inputs: [[4, 2]], build: (x) => ops.square(ops.topK(x, 3, 0, false).values) },
    {
      of: 'values and positions together',
      inputs: [
        [2, 4],
        [2, 4],
      ],
      build: (x, y) => {
        const { values, indices } = ops.topK(x, 2, 1);
        return ops.mul(values, ops.gatherElements(y, indices, 1));
      },
    },
  ],
  HashEncode: [
    {
      of: 'points and two tables',
      inputs: [
        [3, 5],
        [2, 16],
        [2, 16],
      ],
      build: (points, ...tables) => hashEncode(ops.mul(points, 0.4), tables, { resolutions: [2, 5], log2TableSize: 4 }),
      positive: true,
    },
  ],
  Mlp: [
    {
      of: 'one layer',
      inputs: [
        [2, 4],
        [3, 2],
        [3, 1],
      ],
      build: (x, weight, bias) => ops.square(mlp(x!, [{ weight: weight!, bias: bias! }])),
    },
    {
      of: 'two layers, the first with biases that repeat',
      inputs: [
        [2, 6],
        [3, 2],
        [3, 2],
        [2, 3],
        [2, 1],
      ],
      build: (x, ...[w0, b0, w1, b1]) =>
        mlp(x!, [
          // Without it some sums are zero, where a rectified unit has its kink.
          { weight: w0!, bias: ops.add(b0!, 0.013) },
          { weight: w1!, bias: b1! },
        ]),
    },
    {
      of: 'weights that also made the input',
      inputs: [
        [2, 2],
        [2, 1],
      ],
      build: (weight, bias) => mlp(ops.matmul(weight!, weight!), [{ weight: weight!, bias: bias! }]),
    },
  ],
  Contract: (['inf', 'l2'] as const).map((norm) => ({
    of: `points near and far, ${norm}`,
    inputs: [[3, 4]],
    build: (x) => contractToGrid(ops.mul(x, 2), norm),
  })),
  SamplePoints: [
    {
      of: 'rays and edges',
      inputs: [
        [3, 2],
        [3, 2],
        [3, 2],
      ],
      build: (origins, directions, edges) => samplePoints(origins!, directions!, edges!),
    },
  ],
  SpacingToDistance: [
    { of: 'spacings', inputs: [[4, 2]], build: (x) => spacingToDistance(ops.sigmoid(x), { near: 0.05, far: 10 }) },
  ],
  OpticalDepth: [
    {
      of: 'densities and edges',
      inputs: [
        [3, 2],
        [4, 2],
      ],
      build: (x, edges) => opticalDepth(x!, edges!, 0.5),
    },
  ],
  AlphaComposite: [{ of: 'optical depths', inputs: [[4, 3]], build: (x) => alphaComposite(x), positive: true }],
  RenderEmbeddings: [true, false].map((isUnit) => ({
    of: `embeddings and weights${isUnit ? ', of unit length' : ''}`,
    inputs: [
      [3, 8],
      [4, 2],
    ],
    build: (embeddings, weights) => renderEmbeddings(embeddings!, weights!, { isUnit }),
  })),
  OuterMeasure: [
    {
      of: 'the other weights',
      inputs: [[3, 2]],
      build: (weights) =>
        ops.square(
          outerMeasure(
            ops.constant([0, 0.1, 0.4, 0.3, 0.9, 1], [3, 2]),
            ops.constant([0, 0.1, 0.2, 0.3, 0.6, 0.7, 1, 1], [4, 2]),
            weights,
          ),
        ),
    },
  ],
};

describe.each(Object.entries(cases))('the gradient of %s', (operator, list) => {
  test.each(list.map((one) => [one.of, one] as const))('%s', async (_of, one) => {
    const output = one.build(...one.inputs.map((shape, position) => ops.input(`x${position}`, shape)));
    expect(topologicalOrder([output]).map((node) => node.operator)).toContain(operator);
    await expectGradients(one);
  });
});

/** Steps of a random expression that keep the shape [3, 3]; smooth, and of moderate size. */
const steps: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x, y) => ops.add(x, y),
  (x, y) => ops.mul(ops.sin(x), y),
  (x, y) => ops.div(x, ops.add(ops.square(y), 1)),
  (x) => ops.sigmoid(x),
  (x) => ops.exp(ops.neg(ops.square(x))),
  (x) => ops.log(ops.add(ops.square(x), 1)),
  (x, y) => ops.matmul(ops.cos(x), y),
  (x) => ops.transpose(x, [1, 0]),
  (x) => ops.cumsum(ops.sin(x), 1, { exclusive: true }),
  (x) => ops.sub(x, ops.mul(ops.sum(x, [0], true), 0.5)),
  (x, y) => ops.concat([ops.slice(x, 0, 1, 3), ops.slice(y, 0, 0, 1)], 0),
  (x) => ops.gather(x, ops.int32([2, 0, 2]), 0),
  (x) => ops.scatterElementsAdd(x, ops.int32([1, 1, -1, 0], [2, 2]), ops.slice(ops.slice(x, 0, 0, 2), 1, 0, 2), 1),
  (x) => ops.reshape(ops.expand(ops.reshape(ops.slice(x, 0, 0, 1), [1, 1, 3]), [1, 3, 3]), [3, 3]),
];

describe('gradients', () => {
  test.each([1, 2, 3, 4, 5])('of random expressions (seed %i)', async (seed) => {
    const expression = fc.array(fc.nat(steps.length - 1), { minLength: 3, maxLength: 12 });
    const property = fc.asyncProperty(expression, async (picks) => {
      await expectGradients({
        of: picks.join(),
        inputs: [
          [3, 3],
          [3, 3],
        ],
        // Each step sees the last two values, so that expressions branch and meet again.
        build: (a, b) => picks.reduce(([x, y], pick) => [steps[pick]!(x, y), x] as const, [a, b] as const)[0],
      });
    });
    await fc.assert(property, { seed, numRuns: 4 });
  });

  it('are zero for what the loss does not depend on, in its shape', async () => {
    const [x, y] = [ops.input('x', [2]), ops.input('y', [3, 2])];
    const [gradient] = gradients(ops.sum(x), [y]);
    await using evaluator = await openEvaluator({ gradient: gradient! });
    expect((await evaluator.run({})).gradient).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('may be asked for in the middle of an expression', async () => {
    const x = ops.input('x', [2]);
    const middle = ops.mul(x, 3);
    const [gradient] = gradients(ops.sum(ops.square(middle)), [middle]);
    await using evaluator = await openEvaluator({ gradient: gradient! });
    expect((await evaluator.run({ x: [1, -2] })).gradient).toEqual([6, -12]);
  });

  it('are those of a scalar', () => {
    expect(() => gradients(ops.input('x', [2]), [])).toThrow('the loss must be a scalar');
  });
});
