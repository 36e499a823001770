import { sameShape } from '../ops.ts';
import {
  type Composite,
  type DifferentiableComposite,
  elementCount,
  type Node,
  type OperatorAttributes,
  type Tensor,
} from '../tensor.ts';
import type { Kernels } from './kernels.ts';
import { viewOf } from './views.ts';

type Floats = Float32Array<ArrayBuffer>;

/** Computes a node from its operands; outputs that nobody wants are null. */
export type NativeOperator = (operands: readonly Floats[], outputs: readonly (Floats | null)[]) => void;

type Operator = keyof OperatorAttributes;

interface Request<K extends Operator> {
  readonly kernels: Kernels;
  readonly attributes: OperatorAttributes[K];
  readonly operands: readonly Tensor[];
  /** Which outputs are wanted. */
  readonly used: ReadonlySet<number>;
}

/** Null where the kernel cannot do what is wanted of it. */
type Builders<Keys extends Operator> = {
  readonly [K in Keys]: (request: Request<K>) => NativeOperator | null;
};

const BUILDERS: Builders<Exclude<Composite, 'CompositeGradient'>> = {
  HashEncode: ({ kernels, attributes: { resolutions, log2TableSize }, operands: [points, ...tables] }) => {
    const count = points!.shape[1]!;
    return ([at, ...values], [output]) =>
      kernels.hashEncode(resolutions, log2TableSize, tables.length, count, at!, values, output!);
  },

  Mlp: ({ kernels, operands }) => {
    const net = describeMlp(operands);
    if (net === null) return null;
    const { sizes, columns, period } = net;
    return ([input, ...parameters], [output]) =>
      kernels.mlp(sizes, columns, period, even(parameters), odd(parameters), input!, output!);
  },

  Contract: ({ kernels, attributes: { norm }, operands: [points] }) => {
    const count = points!.shape[1]!;
    return ([values], [output]) => kernels.contract(norm, count, values!, output!);
  },

  SamplePoints: ({ kernels, operands: [, , edges] }) => {
    const [count, rays] = edges!.shape as [number, number];
    return ([origins, directions, at], [points]) =>
      kernels.samplePoints(count - 1, rays, origins!, directions!, at!, points!);
  },

  SpacingToDistance: ({ kernels, attributes: { near, far }, operands: [spacing] }) => {
    const count = sizeOf(spacing!);
    return ([values], [distances]) => kernels.spacingToDistance(count, near, far, values!, distances!);
  },

  OpticalDepth: ({ kernels, attributes: { factor }, operands: [logDensity] }) => {
    const [samples, rays] = logDensity!.shape as [number, number];
    return ([values, edges], [depth]) => kernels.opticalDepth(samples, rays, factor, values!, edges!, depth!);
  },

  SamplingDensity: ({ kernels, attributes: { padding }, operands: [weights] }) => {
    const [bins, rays] = weights!.shape as [number, number];
    return ([values, exponent], [density]) =>
      kernels.samplingDensity(bins, rays, exponent![0]!, padding, values!, density!);
  },

  AlphaComposite: ({ kernels, operands: [depth] }) => {
    const [samples, rays] = depth!.shape as [number, number];
    return ([values], [weights]) => kernels.alphaComposite(samples, rays, values!, weights!);
  },

  RenderEmbeddings: ({ kernels, attributes: { isUnit }, operands: [embeddings, weights] }) => {
    const [samples, rays] = weights!.shape as [number, number];
    const dimensions = embeddings!.shape[0]!;
    return ([values, shares], [output]) =>
      kernels.renderEmbeddings(dimensions, samples, rays, isUnit ? 1 : 0, values!, shares!, output!);
  },

  OuterMeasure: ({ kernels, operands }) => {
    const { samples, bins, rays } = describeHistograms(operands);
    return ([edges, otherEdges, otherWeights], [output]) =>
      kernels.outerMeasure(samples, bins, rays, edges!, otherEdges!, otherWeights!, output!);
  },

  Resample: ({ kernels, operands: [, density, quantiles] }) => {
    const [bins, rays] = density!.shape as [number, number];
    const count = quantiles!.shape[0]!;
    return ([edges, mass, wanted], [output]) => kernels.resample(bins, rays, count, edges!, mass!, wanted!, output!);
  },

  Adam: ({ kernels, attributes, operands: [parameter], used }) => {
    if (used.size < 3) return null;
    const { beta1, beta2, epsilon, weightDecay, rectified } = attributes;
    const count = parameter!.shape.reduce((a, b) => a * b, 1);
    return ([values, gradient, first, second, scalars], [nextValues, nextFirst, nextSecond]) => {
      const [stepSize, rootScale] = scalars as unknown as [number, number];
      const added = rectified ? epsilon * rootScale + scalars![2]! : epsilon;
      kernels.adam(
        count,
        beta1,
        beta2,
        weightDecay,
        stepSize,
        rootScale,
        added,
        values!,
        gradient!,
        first!,
        second!,
        nextValues!,
        nextFirst!,
        nextSecond!,
      );
    };
  },
};

const GRADIENT_BUILDERS: Builders<DifferentiableComposite> = {
  HashEncode: ({ kernels, attributes: { resolutions, log2TableSize }, operands: [points, ...rest], used }) => {
    // Points have no kernel: in a field whose samples are given they get no gradient.
    if (used.has(0)) return null;
    const tables = rest.slice(0, -1);
    const count = points!.shape[1]!;
    const unused = tables.map((table, i) => (used.has(i + 1) ? null : new Float32Array(sizeOf(table))));
    return (values, [, ...outputs]) => {
      const tableGradients = unused.map((own, i) => outputs[i] ?? own!);
      const gradient = values.at(-1)!;
      kernels.hashEncodeGradient(
        resolutions,
        log2TableSize,
        tables.length,
        count,
        values[0]!,
        gradient,
        tableGradients,
      );
    };
  },

  Mlp: ({ kernels, operands }) => {
    const net = describeMlp(operands.slice(0, -1));
    if (net === null) return null;
    const { sizes, columns, period } = net;
    return (values, [inputGradient, ...gradients]) => {
      const [input, ...parameters] = values.slice(0, -1);
      const [weights, biases] = [even(parameters), odd(parameters)];
      const wanted = [inputGradient ?? null, even(gradients), odd(gradients)] as const;
      kernels.mlpGradient(sizes, columns, period, weights, biases, input!, values.at(-1)!, ...wanted);
    };
  },

  // Rays and the distances along them are given: none of them is ever learned.
  Contract: () => null,
  SamplePoints: () => null,
  SpacingToDistance: () => null,

  OpticalDepth: ({ kernels, attributes: { factor }, operands: [logDensity], used }) => {
    if (used.has(1)) return null;
    const [samples, rays] = logDensity!.shape as [number, number];
    return ([values, edges, gradient], [output]) =>
      kernels.opticalDepthGradient(samples, rays, factor, values!, edges!, gradient!, output!);
  },

  AlphaComposite: ({ kernels, operands: [depth] }) => {
    const [samples, rays] = depth!.shape as [number, number];
    return ([values, gradient], [output]) => kernels.alphaCompositeGradient(samples, rays, values!, gradient!, output!);
  },

  RenderEmbeddings: ({ kernels, attributes: { isUnit }, operands: [embeddings, weights], used }) => {
    if (used.has(1)) return null;
    const [samples, rays] = weights!.shape as [number, number];
    const dimensions = embeddings!.shape[0]!;
    return ([values, shares, gradient], [output]) =>
      kernels.renderEmbeddingsGradient(dimensions, samples, rays, isUnit ? 1 : 0, values!, shares!, gradient!, output!);
  },

  OuterMeasure: ({ kernels, operands, used }) => {
    if (used.has(0) || used.has(1)) return null;
    const { samples, bins, rays } = describeHistograms(operands);
    return ([edges, otherEdges, , gradient], [, , output]) =>
      kernels.outerMeasureGradient(samples, bins, rays, edges!, otherEdges!, gradient!, output!);
  },
};

/** Ordinary operators that are not worth a session of their own where they stand between kernels. */
const BETWEEN: Builders<'Add' | 'Concat' | 'Slice'> = {
  Add: ({ kernels, operands: [a] }) => {
    const count = elementCount(a!.shape);
    return ([left, right], [sum]) => kernels.add(count, left!, right!, sum!);
  },

  Concat: ({ attributes: { axis }, operands }) => {
    const rows = elementCount(operands[0]!.shape.slice(0, axis));
    const sizes = operands.map((operand) => elementCount(operand.shape) / rows);
    return (parts, [whole]) => {
      let at = 0;
      for (let row = 0; row < rows; row++) {
        for (const [i, size] of sizes.entries()) {
          whole!.set(rows === 1 ? parts[i]! : parts[i]!.subarray(row * size, (row + 1) * size), at);
          at += size;
        }
      }
    };
  },

  Slice: ({ attributes: { axis, start, end }, operands: [whole] }) => {
    const { shape } = whole!;
    const rows = elementCount(shape.slice(0, axis));
    const inner = elementCount(shape.slice(axis + 1));
    const [rowSize, begin, size] = [shape[axis]! * inner, start * inner, (end - start) * inner];
    return ([values], [part]) => {
      for (let row = 0; row < rows; row++) {
        const from = row * rowSize + begin;
        part!.set(values!.subarray(from, from + size), row * size);
      }
    };
  },
};

/** Answers of `isBetween`, which otherwise would be asked of a node as often as there are ways to it. */
const between = new WeakMap<Node, boolean>();

/** Whether a node is such an operator, and reads what kernels write. */
function isBetween(node: Node): boolean {
  const known = between.get(node) ?? standsBetween(node);
  between.set(node, known);
  return known;
}

function standsBetween({ operator, attributes, operands }: Node): boolean {
  switch (operator) {
    case 'Add':
      return operands.every(isFromKernel) && sameShape(operands[0]!.shape, operands[1]!.shape);
    case 'Concat':
      return operands.some(isFromKernel) || operands.every(({ node }) => isGiven(node));
    case 'Slice': {
      const { axis } = attributes as OperatorAttributes['Slice'];
      // What is cut out of a single row is read where it lies.
      return isFromKernel(operands[0]!) && elementCount(operands[0]!.shape.slice(0, axis)) > 1;
    }
    default:
      return false;
  }
}

function isFromKernel(tensor: Tensor): boolean {
  const { node } = viewOf(tensor).source;
  return node.operator === 'CompositeGradient' || node.operator in BUILDERS || isBetween(node);
}

const isGiven = ({ operator }: Node) => operator === 'input' || operator === 'constant';

/** The kernel for a node, or null where there is none. */
export function nativeOperator(node: Node, used: ReadonlySet<number>, kernels: Kernels): NativeOperator | null {
  const { operator, attributes, operands } = node;
  if (operands.some(({ dtype }) => dtype !== 'float32')) return null;
  if (operator === 'CompositeGradient') {
    const { of, attributes: inner } = attributes as OperatorAttributes['CompositeGradient'];
    return build(GRADIENT_BUILDERS, of, { kernels, attributes: inner, operands, used });
  }
  if (isBetween(node)) {
    return build(BETWEEN, operator as keyof typeof BETWEEN, {
      kernels,
      attributes: attributes as never,
      operands,
      used,
    });
  }
  if (!(operator in BUILDERS)) return null;
  return build(BUILDERS, operator as keyof typeof BUILDERS, {
    kernels,
    attributes: attributes as never,
    operands,
    used,
  });
}

function build<Keys extends Operator, K extends Keys>(builders: Builders<Keys>, operator: K, request: Request<K>) {
  return builders[operator](request);
}

const even = <T>(values: readonly T[]): T[] => values.filter((_, i) => i % 2 === 0);
const odd = <T>(values: readonly T[]): T[] => values.filter((_, i) => i % 2 === 1);
const sizeOf = ({ shape }: Tensor) => shape.reduce((a, b) => a * b, 1);

function describeMlp([input, ...parameters]: readonly Tensor[]) {
  const [rows, columns] = input!.shape as [number, number];
  const [period, ...others] = odd(parameters).map(({ shape }) => shape[1]!);
  // Biases that differ from column to column are known in the first layer only.
  if (period === undefined || others.some((other) => other !== 1)) return null;
  const sizes = [rows, ...even(parameters).map(({ shape }) => shape[0]!)];
  return { sizes, columns, period };
}

function describeHistograms([edges, , otherWeights]: readonly Tensor[]) {
  const [bins, rays] = otherWeights!.shape as [number, number];
  return { samples: edges!.shape[0]! - 1, bins, rays };
}
