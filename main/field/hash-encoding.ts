import { hashEncode } from '../graph/composites.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { HashGridConfig } from './config.ts';
import { type ParameterSet, uniform } from './parameters.ts';

const INITIAL_BOUND = 1e-3;

/** Cells per axis of each level, growing geometrically (Müller et al. 2022, equations 2 and 3). */
export function levelResolutions({ levels, baseResolution, maxResolution }: HashGridConfig): number[] {
  const growth = levels > 1 ? Math.exp(Math.log(maxResolution / baseResolution) / (levels - 1)) : 1;
  // The small excess keeps the last level from being floored to one less than asked for.
  return Array.from({ length: levels }, (_, level) => Math.floor(baseResolution * growth ** level + 1e-6));
}

/**
 * A trainable multi-resolution hash grid.
 *
 * One table [levels, T] per feature rather than rows of features: ONNX Runtime's GatherElements reads
 * single numbers several times faster than Gather copies short rows (docs/onnxruntime.md).
 */
export class HashEncoding {
  readonly outputSize: number;
  private readonly config: HashGridConfig;
  private readonly tables: Tensor[];

  constructor(name: string, config: HashGridConfig, parameters: ParameterSet) {
    this.config = config;
    this.outputSize = config.levels * config.features;
    this.tables = Array.from({ length: config.features }, (_, feature) =>
      parameters.define(`${name}.table${feature}`, [config.levels, 2 ** config.log2TableSize], uniform(INITIAL_BOUND)),
    );
  }

  /**
   * @param points [3, N] in [0, 1].
   * @returns [features · levels, N]; feature f of level l is row f · levels + l.
   */
  encode(points: Tensor): Tensor {
    const { log2TableSize } = this.config;
    return hashEncode(points, this.tables, { resolutions: levelResolutions(this.config), log2TableSize });
  }
}
