import { contract, toGrid } from './contraction.ts';
import { pullback } from './gradients.ts';
import { hashEncode } from './hash-grid.ts';
import * as ops from './ops.ts';
import { rewrite } from './rewrite.ts';
import type { AdamAttributes, Composite, Node, OperatorAttributes, Tensor } from './tensor.ts';
import { unitLength } from './unit-length.ts';

/**
 * What the composite operators mean: each in terms of ordinary ones. Gradients are derived from these by
 * the sweep that derives all others.
 */
type Expansion<K extends Composite> = (
  attributes: OperatorAttributes[K],
  operands: readonly Tensor[],
) => readonly Tensor[];

const EXPANSIONS: { readonly [K in Composite]: Expansion<K> } = {
  HashEncode: (grid, [points, ...tables]) => [hashEncode(points!, tables, grid)],

  Mlp: (_, [x, ...parameters]) => {
    let value = x!;
    for (let i = 0; i < parameters.length; i += 2) {
      value = linear(i === 0 ? value : ops.relu(value), parameters[i]!, parameters[i + 1]!);
    }
    return [value];
  },

  Contract: ({ norm }, [points]) => [toGrid(contract(points!, norm))],

  SamplePoints: (_, operands) => {
    const [origins, directions, edges] = operands as [Tensor, Tensor, Tensor];
    const [count, rays] = edges.shape as [number, number];
    const middle = ops.mul(ops.add(ops.slice(edges, 0, 0, count - 1), ops.slice(edges, 0, 1, count)), 0.5);
    const perRay = (x: Tensor) => ops.reshape(x, [3, 1, rays]);
    const along = ops.mul(perRay(directions), ops.reshape(middle, [1, count - 1, rays]));
    return [ops.add(perRay(origins), along)];
  },

  SpacingToDistance: ({ near, far }, [spacing]) => {
    const toSpacing = (distance: number) => (distance < 1 ? distance / 2 : 1 - 1 / (2 * distance));
    const s = ops.add(ops.mul(spacing!, toSpacing(far) - toSpacing(near)), toSpacing(near));
    // Kept away from s = 1, which is infinity, in the half where the other branch is used anyway.
    const byDisparity = ops.div(1, ops.sub(2, ops.mul(ops.max(s, 0.5), 2)));
    return [ops.where(ops.less(s, 0.5), ops.mul(s, 2), byDisparity)];
  },

  OpticalDepth: ({ factor }, operands) => {
    const [x, edges] = operands as [Tensor, Tensor];
    const count = edges.shape[0]!;
    const widths = ops.sub(ops.slice(edges, 0, 1, count), ops.slice(edges, 0, 0, count - 1));
    const value = ops.exp(ops.detach(ops.clip(x, -15, 15)));
    const density = ops.mul(value, ops.add(ops.sub(x, ops.detach(x)), 1));
    return [ops.mul(ops.mul(density, factor), widths)];
  },

  SamplingDensity: ({ padding }, operands) => {
    const [weights, exponent] = operands as [Tensor, Tensor];
    // The floor keeps the logarithm of an empty bin finite and its power next to zero.
    const power = ops.exp(ops.mul(ops.log(ops.max(weights, 1e-20)), exponent));
    const padded = ops.add(power, padding);
    return [ops.div(padded, ops.sum(padded, [0], true))];
  },

  AlphaComposite: (_, [opticalDepth]) => {
    const transmittance = ops.exp(ops.neg(ops.cumsum(opticalDepth!, 0, { exclusive: true })));
    return [ops.mul(ops.sub(1, ops.exp(ops.neg(opticalDepth!))), transmittance)];
  },

  RenderEmbeddings: ({ isUnit }, operands) => {
    const [embeddings, weights] = operands as [Tensor, Tensor];
    const [samples, rays] = weights.shape as [number, number];
    const perSample = ops.reshape(isUnit ? unitLength(embeddings, 0) : embeddings, [
      embeddings.shape[0]!,
      samples,
      rays,
    ]);
    const summed = ops.sum(ops.mul(perSample, ops.reshape(weights, [1, samples, rays])), [1]);
    return [isUnit ? unitLength(summed, 0) : summed];
  },

  // Without a search, which ONNX does not have: every bin contributes its width times the part of it that
  // lies below the quantile, which is 0, 1, or the fraction in the one bin hit.
  Resample: (_, operands) => {
    const [edges, density, quantiles] = operands as [Tensor, Tensor, Tensor];
    const [bins, rays] = density.shape as [number, number];
    const wanted = ops.reshape(quantiles, [quantiles.shape[0]!, 1, rays]);
    const start = ops.reshape(ops.sub(ops.min(ops.cumsum(density, 0), 1), density), [1, bins, rays]);
    const part = ops.clip(ops.div(ops.sub(wanted, start), ops.reshape(density, [1, bins, rays])), 0, 1);
    const widths = ops.sub(ops.slice(edges, 0, 1, bins + 1), ops.slice(edges, 0, 0, bins));
    const offset = ops.sum(ops.mul(part, ops.reshape(widths, [1, bins, rays])), [1]);
    return [ops.add(ops.slice(edges, 0, 0, 1), offset)];
  },

  OuterMeasure: (_, operands) => {
    const [edges, otherEdges, otherWeights] = operands as [Tensor, Tensor, Tensor];
    const samples = edges.shape[0]! - 1;
    const [bins, rays] = otherWeights.shape as [number, number];
    const rows = (x: Tensor, start: number, count: number, shape: readonly number[]) =>
      ops.reshape(ops.slice(x, 0, start, start + count), shape);
    const start = rows(edges, 0, samples, [samples, 1, rays]);
    const end = rows(edges, 1, samples, [samples, 1, rays]);
    // The first and the last edge count as infinite.
    const otherStart = ops.sub(rows(otherEdges, 0, bins, [1, bins, rays]), farAway(bins, 0));
    const otherEnd = ops.add(rows(otherEdges, 1, bins, [1, bins, rays]), farAway(bins, bins - 1));
    const endsAfter = ops.cast(ops.less(start, otherEnd), 'float32');
    const startsBefore = ops.cast(ops.greaterOrEqual(end, otherStart), 'float32');
    const touches = ops.mul(endsAfter, startsBefore);
    return [ops.sum(ops.mul(touches, ops.reshape(otherWeights, [1, bins, rays])), [1])];
  },

  Adam: (attributes, operands) => {
    const [parameter, gradient, firstMoment, secondMoment, scalars] = operands as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const { beta1, beta2, weightDecay } = attributes;
    const stepSize = numberAt(scalars, 0);
    const decayed = weightDecay === 0 ? gradient : ops.add(gradient, ops.mul(parameter, weightDecay));
    const first = ops.add(ops.mul(firstMoment, beta1), ops.mul(decayed, 1 - beta1));
    const second = ops.add(ops.mul(secondMoment, beta2), ops.mul(ops.square(decayed), 1 - beta2));
    const update = ops.div(ops.mul(first, stepSize), denominator(attributes, second, scalars));
    return [ops.sub(parameter, update), first, second];
  },

  CompositeGradient: ({ of, attributes }, operands) => {
    // Of stand-ins, behind which there is nothing: the sweep ends where the composite begins.
    const standIns = operands.map(({ shape, dtype }, position) => ops.input(`operand${position}`, shape, dtype));
    const inputs = standIns.slice(0, -1);
    const [output] = expandAs(of, attributes, inputs);
    const actual = new Map(standIns.map(({ node }, position) => [node, operands[position]!]));
    return rewrite(pullback(output!, standIns.at(-1)!, inputs), (node) => actual.get(node) ?? null);
  },
};

/** A composite's outputs in ordinary operators; null for a node that is no composite. */
export function expand(node: Node, operands: readonly Tensor[]): readonly Tensor[] | null {
  return isComposite(node) ? expandAs(node.operator, node.attributes, operands) : null;
}

export function isComposite(node: Node): node is Node<Composite> {
  return node.operator in EXPANSIONS;
}

function expandAs<K extends Composite>(operator: K, attributes: OperatorAttributes[K], operands: readonly Tensor[]) {
  return EXPANSIONS[operator](attributes, operands);
}

function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const product = ops.matmul(weight, x);
  const [rows, columns] = product.shape as [number, number];
  const period = bias.shape[1]!;
  if (period === 1 || period === columns) return ops.add(product, bias);
  const repeated = ops.reshape(bias, [rows, 1, period]);
  return ops.reshape(ops.add(ops.reshape(product, [rows, columns / period, period]), repeated), [rows, columns]);
}

function farAway(bins: number, edge: number): Tensor {
  return ops.constant(
    Array.from({ length: bins }, (_, bin) => (bin === edge ? 10 : 0)),
    [1, bins, 1],
  );
}

function denominator({ epsilon, rectified }: AdamAttributes, second: Tensor, scalars: Tensor): Tensor {
  const rootScale = numberAt(scalars, 1);
  if (!rectified) return ops.add(ops.mul(ops.sqrt(second), rootScale), epsilon);
  return ops.add(ops.mul(ops.add(ops.sqrt(second), epsilon), rootScale), numberAt(scalars, 2));
}

const numberAt = (scalars: Tensor, index: number) => ops.reshape(ops.slice(scalars, 0, index, index + 1), []);
