import { input } from '../graph/ops.ts';
import type { State } from '../graph/program.ts';
import { elementCount, type Shape, type Tensor } from '../graph/tensor.ts';
import type { Random } from './random.ts';

type Initialise = (random: Random) => number;

export interface Parameter {
  readonly name: string;
  readonly tensor: Tensor;
  readonly initialise: Initialise;
}

/** The trainable arrays of a model, in the order in which they are defined (and drawn from the seed). */
export class ParameterSet {
  private readonly parameters: Parameter[] = [];

  define(name: string, shape: Shape, initialise: Initialise): Tensor {
    const tensor = input(name, shape);
    this.parameters.push({ name, tensor, initialise });
    return tensor;
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.parameters[Symbol.iterator]();
  }

  tensors(): Tensor[] {
    return this.parameters.map(({ tensor }) => tensor);
  }

  initialState(random: Random): State {
    return Object.fromEntries(
      this.parameters.map(({ name, tensor, initialise }) => [
        name,
        Float32Array.from({ length: elementCount(tensor.shape) }, () => initialise(random)),
      ]),
    );
  }
}

export const uniform =
  (bound: number): Initialise =>
  (random) =>
    (2 * random.next() - 1) * bound;
