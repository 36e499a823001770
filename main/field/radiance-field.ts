import { contractToGrid, mlp } from '../graph/composites.ts';
import { add, matmul, reshape, sigmoid, slice } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { HashGridConfig, RadianceConfig } from './config.ts';
import { HashEncoding } from './hash-encoding.ts';
import { Linear, linearWeights, Mlp } from './mlp.ts';
import type { ParameterSet } from './parameters.ts';

const HARMONICS = 16;

/** Density from position alone: hash grid and a small network. Proposals are nothing more. */
export class DensityField {
  private readonly encoding: HashEncoding;
  private readonly network: Mlp;
  private readonly features: number;

  constructor(name: string, grid: HashGridConfig, hiddenSize: number, features: number, parameters: ParameterSet) {
    this.encoding = new HashEncoding(`${name}.grid`, grid, parameters);
    this.network = new Mlp(`${name}.density`, [this.encoding.outputSize, hiddenSize, 1 + features], parameters);
    this.features = features;
  }

  /**
   * @param points [3, S, R] in the normalised world.
   * @returns the logarithm of the density, up to a factor, [S, R], and features [F, S·R] (null where the field has none).
   */
  evaluate(points: Tensor): { logDensity: Tensor; features: Tensor | null } {
    const [, samples, rays] = points.shape as [number, number, number];
    const flat = reshape(points, [3, samples * rays]);
    const raw = this.network.apply(this.encoding.encode(contractToGrid(flat, 'inf')));
    return {
      logDensity: reshape(slice(raw, 0, 0, 1), [samples, rays]),
      features: this.features === 0 ? null : slice(raw, 0, 1, 1 + this.features),
    };
  }
}

/** Colour from the density field's features and the viewing direction. */
export class ColourNetwork {
  private readonly fromFeatures: Linear;
  private readonly fromDirection: Tensor;
  private readonly rest: Mlp;

  constructor(name: string, { geometryFeatures, colourHiddenSize }: RadianceConfig, parameters: ParameterSet) {
    // The first layer of [harmonics; features], in two parts: harmonics are the same for all samples of
    // a ray, so their product is taken once per ray and added. Initialised as the one layer it is.
    const inputSize = HARMONICS + geometryFeatures;
    this.fromFeatures = new Linear(`${name}.features`, geometryFeatures, colourHiddenSize, parameters, inputSize);
    this.fromDirection = linearWeights(`${name}.direction`, HARMONICS, colourHiddenSize, parameters, inputSize);
    this.rest = new Mlp(`${name}.colour`, [colourHiddenSize, colourHiddenSize, 3], parameters);
  }

  /**
   * @param harmonics [16, R]
   * @param features [F, S·R]
   * @returns colours [3, S, R] in (0, 1).
   */
  evaluate(harmonics: Tensor, features: Tensor): Tensor {
    const rays = harmonics.shape[1]!;
    const samples = features.shape[1]! / rays;
    const { weight, bias } = this.fromFeatures;
    const perRay = add(matmul(this.fromDirection, harmonics), bias);
    const raw = mlp(features, [{ weight, bias: perRay }, ...this.rest.layers]);
    return reshape(sigmoid(raw), [3, samples, rays]);
  }
}
