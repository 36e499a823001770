import { type Layer, mlp } from '../graph/composites.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type ParameterSet, uniform } from './parameters.ts';

/** Weights of a layer [out, in], initialised as PyTorch's Linear; `fanIn` where they are part of a wider layer. */
export function linearWeights(
  name: string,
  inputSize: number,
  outputSize: number,
  parameters: ParameterSet,
  fanIn: number = inputSize,
): Tensor {
  return parameters.define(`${name}.weight`, [outputSize, inputSize], uniform(1 / Math.sqrt(fanIn)));
}

/** A fully connected layer on columns: [in, N] to [out, N]. */
export class Linear implements Layer {
  readonly weight: Tensor;
  readonly bias: Tensor;

  constructor(name: string, inputSize: number, outputSize: number, parameters: ParameterSet, fanIn = inputSize) {
    this.weight = linearWeights(name, inputSize, outputSize, parameters, fanIn);
    this.bias = parameters.define(`${name}.bias`, [outputSize, 1], uniform(1 / Math.sqrt(fanIn)));
  }

  apply(x: Tensor): Tensor {
    return mlp(x, [this]);
  }
}

/** Linear layers with rectified units between them; the last one is left linear. */
export class Mlp {
  readonly layers: readonly Layer[];

  constructor(name: string, sizes: readonly number[], parameters: ParameterSet) {
    this.layers = sizes.slice(1).map((size, layer) => new Linear(`${name}.${layer}`, sizes[layer]!, size, parameters));
  }

  apply(x: Tensor): Tensor {
    return mlp(x, this.layers);
  }
}
