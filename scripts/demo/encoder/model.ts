import { ParameterSet } from '../../../main/field/parameters.ts';
import * as ops from '../../../main/graph/ops.ts';
import type { Tensor } from '../../../main/graph/tensor.ts';
import {
  linear,
  neighbourBlock,
  patches,
  rectified,
  rootMeanSquareNorm,
  transformerBlock,
  unitLength,
} from './layers.ts';

/** Sizes of the two towers. */
export interface EncoderConfig {
  /** Side of a crop in pixels. */
  readonly imageSize: number;
  /** Length of an embedding. */
  readonly dimensions: number;
  readonly image: {
    readonly stemWidth: number;
    readonly width: number;
    /** Layers that look at neighbours, between patches of 4 pixels and of 8. */
    readonly fineBlocks: number;
    readonly coarseBlocks: number;
    /** Layers of the transformer that follows. */
    readonly depth: number;
    readonly heads: number;
  };
  readonly text: {
    readonly width: number;
    readonly depth: number;
    readonly heads: number;
    /** Tokens of a phrase, padding and all. */
    readonly context: number;
    /** Size of the vocabulary, special tokens and all. */
    readonly words: number;
  };
}

export const encoderSizes: Omit<EncoderConfig, 'text'> & { readonly text: Omit<EncoderConfig['text'], 'words'> } = {
  imageSize: 48,
  dimensions: 96,
  image: { stemWidth: 48, width: 144, fineBlocks: 2, coarseBlocks: 2, depth: 1, heads: 4 },
  text: { width: 96, depth: 2, heads: 4, context: 12 },
};

/** Side of the patches that the stem begins with, and by how much it joins them to tokens. */
const finePatch = 4;
const joined = 2;

/** Id of the token that fills a phrase up to its context; no word has it. */
export const paddingId = 0;

/** An image tower and a text tower that embed into one space; their parameters are theirs to keep. */
export class DemoEncoder {
  readonly config: EncoderConfig;
  readonly imageParameters = new ParameterSet();
  readonly textParameters = new ParameterSet();

  constructor(config: EncoderConfig) {
    this.config = config;
  }

  /**
   * A vision transformer whose patches go through two small layers with neighbours before they are tokens,
   * which learns from fewer examples than one matrix does (Xiao et al. 2021).
   *
   * @param pixels [examples, 3, size, size], from −1 to 1
   * @returns [examples, dimensions], unit length. Call once: it defines the parameters.
   */
  embedImages(pixels: Tensor): Tensor {
    const { imageSize, dimensions, image } = this.config;
    const { stemWidth, width } = image;
    const examples = pixels.shape[0]!;
    const fineSide = imageSize / finePatch;
    const side = fineSide / joined;
    const tokens = side * side;
    const parameters = this.imageParameters;
    let fine = rectified(
      parameters,
      'image.patches',
      patches(ops.transpose(pixels, [0, 2, 3, 1]), finePatch),
      stemWidth,
    );
    for (let layer = 0; layer < image.fineBlocks; layer++) {
      fine = neighbourBlock(parameters, `image.fine.${layer}`, fine);
    }
    const rows = ops.reshape(patches(rootMeanSquareNorm(fine), joined), [
      examples * tokens,
      joined * joined * stemWidth,
    ]);
    let coarse = ops.reshape(linear(parameters, 'image.merge', rows, width), [examples, side, side, width]);
    for (let layer = 0; layer < image.coarseBlocks; layer++) {
      coarse = neighbourBlock(parameters, `image.coarse.${layer}`, coarse);
    }
    const positions = parameters.define('image.positions', [tokens, width], small);
    let x = ops.reshape(ops.add(ops.reshape(coarse, [examples, tokens, width]), positions), [examples * tokens, width]);
    for (let layer = 0; layer < image.depth; layer++) {
      x = transformerBlock(this.imageParameters, `image.${layer}`, x, { tokens, heads: image.heads }, null);
    }
    const pooled = this.centreWeighted(ops.reshape(rootMeanSquareNorm(x), [examples, tokens, image.width]));
    return unitLength(linear(this.imageParameters, 'image.projection', pooled, dimensions));
  }

  /**
   * @param ids int32 [phrases, context], padded with `paddingId` at the end
   * @returns [phrases, dimensions], unit length. Call once: it defines the parameters.
   */
  embedTexts(ids: Tensor): Tensor {
    const { dimensions, text } = this.config;
    const { width, context: tokens, heads } = text;
    const phrases = ids.shape[0]!;
    const table = this.textParameters.define('text.words', [text.words, width], small);
    const words = ops.reshape(ops.gather(table, ops.reshape(ids, [phrases * tokens]), 0), [phrases, tokens, width]);
    const positions = this.textParameters.define('text.positions', [tokens, width], small);
    const isWord = ops.cast(ops.greaterOrEqual(ids, ops.int32([paddingId + 1], [])), 'float32');
    const mask = ops.reshape(ops.mul(ops.sub(isWord, 1), 1e4), [phrases, 1, 1, tokens]);
    let x = ops.reshape(ops.add(words, positions), [phrases * tokens, width]);
    for (let layer = 0; layer < text.depth; layer++) {
      x = transformerBlock(this.textParameters, `text.${layer}`, x, { tokens, heads }, mask);
    }
    // Normalised afterwards, so that a sum serves as a mean.
    const kept = ops.mul(
      ops.reshape(rootMeanSquareNorm(x), [phrases, tokens, width]),
      ops.reshape(isWord, [phrases, tokens, 1]),
    );
    return unitLength(linear(this.textParameters, 'text.projection', ops.sum(kept, [1]), dimensions));
  }

  /** A learned weighted sum over the tokens: a crop stands for the pixel in its middle. */
  private centreWeighted(tokens: Tensor): Tensor {
    const count = tokens.shape[1]!;
    const scores = this.imageParameters.define('image.pooling', [1, count, 1], () => 0);
    return ops.sum(ops.mul(tokens, ops.softmax(scores, 1)), [1]);
  }
}

const small = (random: { next(): number }) => (2 * random.next() - 1) * 0.05;
