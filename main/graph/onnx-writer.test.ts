import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it, test } from 'vitest';
import { useSoftwareGpu } from '../testing/software-gpu.ts';
import { createSession } from './executors/session.ts';
import { lower, type Target } from './lowering.ts';
import { writeOnnx } from './onnx-writer.ts';
import * as ops from './ops.ts';
import { type Composite, type DType, elementCount, type Operator, type Tensor, topologicalOrder } from './tensor.ts';

/** Every operator on small inputs: x = [[1, -2, 0.5], [-4, 3, 2.5]] and i = [[0, -1, 1], [2, 2, -3]] (int32). */
const x = ops.input('x', [2, 3]);
const i = ops.input('i', [2, 3], 'int32');
const row = ops.constant([2, -1, 0.5], [3]);
const float = (tensor: Tensor) => ops.cast(tensor, 'float32');
const int64 = (values: readonly number[], shape: readonly number[]) =>
  ops.constant(BigInt64Array.from(values.map(BigInt)), shape);

const X = [1, -2, 0.5, -4, 3, 2.5];
const I = [0, -1, 1, 2, 2, -3];
const each = (f: (value: number) => number) => X.map(f);

function softmax(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + Math.exp(value), 0);
  return values.map((value) => Math.exp(value) / total);
}

const softmaxOfColumns = (values: readonly number[]) =>
  values.map((value, index) => softmax([value, values[(index + 3) % 6]!])[0]!);

interface Example {
  readonly of: string;
  readonly output: Tensor;
  readonly expected: readonly number[];
}

/** Composites are written as what they expand to. */
const examples: { readonly [K in Exclude<Operator, Composite>]: readonly Example[] } = {
  input: [{ of: 'x', output: x, expected: X }],
  constant: [
    { of: 'floats', output: row, expected: [2, -1, 0.5] },
    { of: 'int64', output: float(ops.cast(int64([-5, 2 ** 31], [2]), 'int32')), expected: [-5, -(2 ** 31)] },
  ],
  Add: [
    { of: 'a row', output: ops.add(x, row), expected: [3, -3, 1, -2, 2, 3] },
    { of: 'integers', output: float(ops.add(i, ops.int32([10], []))), expected: I.map((value) => value + 10) },
  ],
  Sub: [{ of: 'a row', output: ops.sub(x, row), expected: [-1, -1, 0, -6, 4, 2] }],
  Mul: [
    { of: 'a row', output: ops.mul(x, row), expected: [2, 2, 0.25, -8, -3, 1.25] },
    { of: 'integers', output: float(ops.mul(i, i)), expected: I.map((value) => value * value) },
  ],
  Div: [
    { of: 'a row', output: ops.div(x, row), expected: [0.5, 2, 1, -2, -3, 5] },
    { of: 'integers', output: float(ops.div(ops.int32([7, -7]), ops.int32([2], []))), expected: [3, -3] },
  ],
  Min: [{ of: 'a row', output: ops.min(x, row), expected: [1, -2, 0.5, -4, -1, 0.5] }],
  Max: [{ of: 'a row', output: ops.max(x, row), expected: [2, -1, 0.5, 2, 3, 2.5] }],
  Neg: [{ of: 'x', output: ops.neg(x), expected: each((value) => -value) }],
  Abs: [{ of: 'x', output: ops.abs(x), expected: each(Math.abs) }],
  Sign: [{ of: 'x and zero', output: ops.sign(ops.max(x, 0)), expected: [1, 0, 1, 0, 1, 1] }],
  Exp: [{ of: 'x', output: ops.exp(x), expected: each(Math.exp) }],
  Log: [{ of: '|x|', output: ops.log(ops.abs(x)), expected: each((value) => Math.log(Math.abs(value))) }],
  Sqrt: [{ of: '|x|', output: ops.sqrt(ops.abs(x)), expected: each((value) => Math.sqrt(Math.abs(value))) }],
  Sin: [{ of: 'x', output: ops.sin(x), expected: each(Math.sin) }],
  Cos: [{ of: 'x', output: ops.cos(x), expected: each(Math.cos) }],
  Sigmoid: [{ of: 'x', output: ops.sigmoid(x), expected: each((value) => 1 / (1 + Math.exp(-value))) }],
  Softplus: [{ of: 'x', output: ops.softplus(x), expected: each((value) => Math.log1p(Math.exp(value))) }],
  Relu: [{ of: 'x', output: ops.relu(x), expected: each((value) => Math.max(value, 0)) }],
  Floor: [{ of: 'x', output: ops.floor(x), expected: each(Math.floor) }],
  Less: [
    { of: 'numbers', output: float(ops.less(x, 1)), expected: [0, 1, 1, 1, 0, 0] },
    { of: 'integers', output: float(ops.less(i, ops.int32([0], []))), expected: [0, 1, 0, 0, 0, 1] },
  ],
  GreaterOrEqual: [{ of: 'numbers', output: float(ops.greaterOrEqual(x, 1)), expected: [1, 0, 0, 0, 1, 1] }],
  Where: [{ of: 'a number', output: ops.where(ops.less(x, 0), 7, x), expected: [1, 7, 0.5, 7, 3, 2.5] }],
  Cast: [{ of: 'towards zero', output: float(ops.cast(x, 'int32')), expected: [1, -2, 0, -4, 3, 2] }],
  Detach: [{ of: 'x', output: ops.detach(x), expected: X }],
  MatMul: [
    { of: 'a vector', output: ops.matmul(x, ops.constant([1, 2, 3], [3, 1])), expected: [-1.5, 9.5] },
    { of: 'a stack', output: ops.matmul(ops.constant([1, 1, 1, -1], [2, 1, 2]), x), expected: [-3, 1, 3, 5, -5, -2] },
  ],
  ReduceSum: [
    { of: 'columns', output: ops.sum(x, [0]), expected: [-3, 1, 3] },
    { of: 'rows, kept', output: ops.sum(x, [1], true), expected: [-0.5, 1.5] },
    { of: 'everything', output: ops.sum(x), expected: [1] },
  ],
  ReduceMax: [{ of: 'rows', output: ops.reduceMax(x, [1]), expected: [1, 3] }],
  CumSum: [
    { of: 'rows', output: ops.cumsum(x, 1), expected: [1, -1, -0.5, -4, -1, 1.5] },
    { of: 'exclusive', output: ops.cumsum(x, 1, { exclusive: true }), expected: [0, 1, -1, 0, -4, -1] },
    { of: 'from the end', output: ops.cumsum(x, 1, { reverse: true }), expected: [-0.5, -1.5, 0.5, 1.5, 5.5, 2.5] },
    { of: 'columns', output: ops.cumsum(x, 0), expected: [1, -2, 0.5, -3, 1, 3] },
  ],
  Softmax: [
    { of: 'rows', output: ops.softmax(x, 1), expected: [X.slice(0, 3), X.slice(3)].flatMap(softmax) },
    { of: 'columns', output: ops.softmax(x, 0), expected: softmaxOfColumns(X) },
  ],
  Reshape: [{ of: 'x', output: ops.reshape(x, [3, 2]), expected: X }],
  Transpose: [{ of: 'x', output: ops.transpose(x, [1, 0]), expected: [1, -4, -2, 3, 0.5, 2.5] }],
  Expand: [{ of: 'a row', output: ops.expand(row, [2, 3]), expected: [2, -1, 0.5, 2, -1, 0.5] }],
  Slice: [
    { of: 'columns', output: ops.slice(x, 1, 1, 3), expected: [-2, 0.5, 3, 2.5] },
    { of: 'integers', output: float(ops.slice(i, 1, 1, 3)), expected: [-1, 1, 2, -3] },
    { of: 'all integers, in parts', output: float(splitAndSum(i)), expected: [0, 1] },
  ],
  Concat: [{ of: 'x and a row', output: ops.concat([x, ops.reshape(row, [1, 3])], 0), expected: [...X, 2, -1, 0.5] }],
  Gather: [
    { of: 'columns', output: ops.gather(x, ops.int32([2, -3]), 1), expected: [0.5, 1, 2.5, -4] },
    {
      of: 'rows, int64',
      output: ops.gather(x, int64([1, -1, 0], [3]), 0),
      expected: [...X.slice(3), ...X.slice(3), ...X.slice(0, 3)],
    },
  ],
  GatherElements: [{ of: 'rows', output: ops.gatherElements(x, i, 1), expected: [1, 0.5, -2, 2.5, 2.5, -4] }],
  ScatterElementsAdd: [
    {
      of: 'rows, a duplicate',
      output: ops.scatterElementsAdd(ops.zeros([2, 3]), i, x, 1),
      expected: [1, 0.5, -2, 2.5, 0, -1],
    },
    {
      of: 'onto x, axis 0',
      output: ops.scatterElementsAdd(x, ops.int32([1, -2, 0, -1, -1, -1], [2, 3]), x, 0),
      expected: [1, -4, 1, -7, 6, 5],
    },
    {
      of: 'int64',
      output: ops.scatterElementsAdd(x, int64([2, -1, 0, 0], [2, 2]), ops.constant([1, 2, 3, 4], [2, 2]), 1),
      expected: [1, -2, 3.5, 3, 3, 2.5],
    },
  ],
  ScatterNDAdd: [
    {
      of: 'a duplicate',
      output: ops.scatterNDAdd(row, int64([2, 0, 2], [3, 1]), ops.constant([1, 2, 3], [3])),
      expected: [4, -1, 4.5],
    },
  ],
  TopK: [
    { of: 'the largest', output: ops.topK(x, 2, 1).values, expected: [1, 0.5, 3, 2.5] },
    { of: 'the smallest', output: ops.topK(x, 1, 1, false).values, expected: [-2, -4] },
    { of: 'their places', output: ops.gatherElements(x, ops.topK(x, 1, 1, false).indices, 1), expected: [-2, -4] },
  ],
};

/** ONNX Runtime fuses neighbouring slices into one split, which not every provider has for integers. */
function splitAndSum(tensor: Tensor): Tensor {
  const parts = [0, 1, 2].map((start) => ops.slice(tensor, 1, start, start + 1));
  return parts.reduce(ops.add);
}

async function run(output: Tensor, model: Uint8Array, target: Target): Promise<number[]> {
  const session = await createSession(model, target);
  const feeds = { x: new ort.Tensor('float32', X, [2, 3]), i: new ort.Tensor('int32', I, [2, 3]) };
  const { y } = await session.run(feeds);
  await session.release();
  expect(y!.dims).toEqual(output.shape);
  return Array.from(y!.data as Float32Array);
}

function expectClose(actual: number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, digits);
}

/** The shading language of WebGPU asks of sine and cosine an error of at most 2^-11. */
function digitsOf(operator: string, provider: Target): number {
  return provider === 'webgpu' && ['Sin', 'Cos'].includes(operator) ? 3 : 5;
}

/** Written for `target`, run by `provider`: what is lowered must mean the same wherever it runs. */
const runs: readonly { target: Target; provider: Target; isHere: boolean }[] = [
  { target: 'cpu', provider: 'cpu', isHere: true },
  { target: 'cuda', provider: 'cpu', isHere: true },
  { target: 'webgpu', provider: 'cpu', isHere: true },
  { target: 'webgpu', provider: 'webgpu', isHere: useSoftwareGpu() },
];

for (const { target, provider, isHere } of runs) {
  describe.skipIf(!isHere)(`written for ${target}, on ${provider}`, { timeout: 120_000 }, () => {
    test.each(Object.entries(examples))('%s', async (operator, list) => {
      for (const { of, output, expected } of list) {
        expect(topologicalOrder([output]).map((node) => node.operator)).toContain(operator);
        const model = writeOnnx({ name: of, inputs: [x, i], outputs: { y: output } }, { target });
        expectClose(await run(output, model, provider), expected, digitsOf(operator, provider));
      }
    });
  });
}

describe('lower', () => {
  it('leaves what a provider has as it is', () => {
    const output = ops.add(ops.sin(x), ops.slice(x, 1, 0, 3));
    for (const target of ['cpu', 'cuda', 'webgpu'] as const) expect(lower([output], target)[0]).toBe(output);
  });

  it('shares what it does not have to write anew', () => {
    const shared = ops.exp(x);
    const [sign, sum] = lower([ops.sign(shared), ops.sum(shared)], 'webgpu');
    expect(topologicalOrder([sign!])).toContain(shared.node);
    expect(sum!.node.operands[0]).toBe(shared);
  });

  test.each([1, 2, 3])('scatters into a flat table as into any other (seed %i)', async (seed) => {
    const scatter = fc
      .record({
        shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        axis: fc.nat(2),
        count: fc.integer({ min: 1, max: 6 }),
      })
      .chain(({ shape, axis: anyAxis, count }) => {
        const axis = anyAxis % shape.length;
        const indexShape = shape.with(axis, count);
        const index = fc.integer({ min: -shape[axis]!, max: shape[axis]! - 1 });
        const size = elementCount(indexShape);
        return fc.record({
          shape: fc.constant(shape),
          axis: fc.constant(axis),
          indexShape: fc.constant(indexShape),
          indices: fc.array(index, { minLength: size, maxLength: size }),
        });
      });
    const property = fc.asyncProperty(scatter, async ({ shape, axis, indexShape, indices }) => {
      const ascending = (count: number) => Array.from({ length: count }, (_, k) => k + 1);
      const data = ops.constant(ascending(elementCount(shape)), shape);
      const updates = ops.constant(ascending(indices.length), indexShape);
      const output = ops.scatterElementsAdd(data, ops.int32(indices, indexShape), updates, axis);
      const model = (target: Target) =>
        writeOnnx({ name: 'scatter', inputs: [x, i], outputs: { y: output } }, { target });
      expect(await run(output, model('cuda'), 'cpu')).toEqual(await run(output, model('cpu'), 'cpu'));
    });
    await fc.assert(property, { seed, numRuns: 15 });
  });
});

describe('writeOnnx', () => {
  it('names outputs that are inputs, constants, or one thing twice', async () => {
    const sum = ops.add(x, row);
    const outputs = { same: x, constant: row, sum, again: sum, next: ops.mul(sum, 2) };
    const session = await createSession(writeOnnx({ name: 'names', inputs: [x], outputs }), 'cpu');
    const results = await session.run({ x: new ort.Tensor('float32', X, [2, 3]) });
    await session.release();
    expect(Object.keys(results).sort()).toEqual(Object.keys(outputs).sort());
    expect(results.same!.data).toEqual(Float32Array.from(X));
    expect(results.constant!.data).toEqual(Float32Array.of(2, -1, 0.5));
    expect(results.again!.data).toEqual(results.sum!.data);
    expect(results.next!.data).toEqual((results.sum!.data as Float32Array).map((value) => 2 * value));
  });

  it('writes double precision where it is asked to', async () => {
    const model = writeOnnx(
      { name: 'double', inputs: [x], outputs: { y: ops.add(x, 1e-9) } },
      { doublePrecision: true },
    );
    const session = await createSession(model, 'cpu');
    const { y } = await session.run({ x: new ort.Tensor('float64', X, [2, 3]) });
    await session.release();
    expect(y!.type).toBe('float64');
    expect((y!.data as Float64Array)[0]! - 1).toBeCloseTo(1e-9, 12);
  });

  it('leaves a dimension open where it is asked to', async () => {
    const open = 31;
    const rows = ops.input('rows', [open, 4]);
    const doubled = ops.reshape(ops.matmul(ops.reshape(rows, [2 * open, 2]), ops.constant([2, 0, 0, 2], [2, 2])), [
      open,
      4,
    ]);
    const outputs = { doubled, stretched: ops.expand(ops.sum(rows, [1], true), [open, 2]) };
    const model = { name: 'open', inputs: [rows], outputs };
    const session = await createSession(writeOnnx(model, { openSize: open }), 'cpu');
    expect(session.inputMetadata[0]).toMatchObject({ shape: ['N', 4] });
    for (const count of [1, 3]) {
      const values = Float32Array.from({ length: 4 * count }, (_, k) => k);
      const results = await session.run({ rows: new ort.Tensor('float32', values, [count, 4]) });
      expect(results.doubled!.dims).toEqual([count, 4]);
      expect(results.doubled!.data).toEqual(values.map((value) => 2 * value));
      expect(results.stretched!.dims).toEqual([count, 2]);
      expect((results.stretched!.data as Float32Array)[1]).toBe(6);
    }
    await session.release();
  });

  it('leaves nothing open that it could not write', () => {
    const stretched = ops.expand(ops.input('row', [1, 2]), [31, 2]);
    const model = { name: 'stretched', inputs: [], outputs: { stretched } };
    expect(() => writeOnnx(model, { openSize: 31 })).toThrow('Expand to [31,2] cannot be written with an open size');
  });

  it.each<DType>(['float32', 'int32', 'int64', 'bool'])('declares inputs of %s', async (dtype) => {
    const input = ops.input('input', [2], dtype);
    const session = await createSession(writeOnnx({ name: 'types', inputs: [input], outputs: { y: input } }), 'cpu');
    expect(session.inputMetadata).toEqual([{ name: 'input', isTensor: true, type: dtype, shape: [2] }]);
    await session.release();
  });
});
