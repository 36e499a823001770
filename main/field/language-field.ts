import { contractToGrid, mlp } from '../graph/composites.ts';
import { add, concat, matmul } from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { LanguageConfig } from './config.ts';
import { HashEncoding } from './hash-encoding.ts';
import { Linear, linearWeights, Mlp } from './mlp.ts';
import { ParameterSet } from './parameters.ts';

/** Dimensions of what a language field is trained to say; `dino` null leaves that regularisation out. */
export interface LanguageDimensions {
  readonly clip: number;
  readonly dino: number | null;
}

/**
 * The language field (Kerr et al. 2023, section 3.2): hash grids of its own over L2-contracted space; a
 * CLIP network that is also told the physical scale, a DINO network that is not.
 */
export class LanguageField {
  readonly parameters = new ParameterSet();
  /** Of the hash grids together. */
  readonly featureCount: number;
  private readonly encodings: readonly HashEncoding[];
  private readonly fromFeatures: Linear;
  private readonly fromScale: Tensor;
  private readonly clip: Mlp;
  private readonly dino: Mlp | null;

  constructor(config: LanguageConfig, dimensions: LanguageDimensions) {
    this.encodings = config.grids.map(
      (grid, index) => new HashEncoding(`language.grid${index}`, grid, this.parameters),
    );
    this.featureCount = this.encodings.reduce((total, { outputSize }) => total + outputSize, 0);
    const features = this.featureCount;
    const { clipHiddenSize: hidden } = config;
    // The first layer of [features; scale] in two parts, so that many scales can share the first.
    this.fromFeatures = new Linear('language.features', features, hidden, this.parameters, features + 1);
    this.fromScale = linearWeights('language.scale', 1, hidden, this.parameters, features + 1);
    const rest = [...Array.from({ length: config.clipHiddenLayers }, () => hidden), dimensions.clip];
    this.clip = new Mlp('language.clip', rest, this.parameters);
    this.dino =
      dimensions.dino === null
        ? null
        : new Mlp('language.dino', [features, config.dinoHiddenSize, dimensions.dino], this.parameters);
  }

  /**
   * @param points [3, N] in the normalised world.
   * @returns features of the hash grids, [F, N].
   */
  encode(points: Tensor): Tensor {
    const inGrid = contractToGrid(points, 'l2');
    return concat(
      this.encodings.map((encoding) => encoding.encode(inGrid)),
      0,
    );
  }

  /**
   * CLIP embeddings at a scale.
   * @param features [F, N].
   * @param scales what the crop measures in the normalised world, [1, N], or [1, 1] for all.
   * @returns [D, N], of any length.
   */
  clipEmbeddings(features: Tensor, scales: Tensor): Tensor {
    const { weight, bias } = this.fromFeatures;
    if (scales.shape[1] === 1) {
      const atScale = { weight, bias: add(bias, matmul(this.fromScale, scales)) };
      return mlp(features, [atScale, ...this.clip.layers]);
    }
    const first = { weight: concat([weight, this.fromScale], 1), bias };
    return mlp(concat([features, scales], 0), [first, ...this.clip.layers]);
  }

  /** DINO features [Dd, N], or null where the field is trained without. */
  dinoFeatures(features: Tensor): Tensor | null {
    return this.dino?.apply(features) ?? null;
  }
}
