import { ParameterSet } from '../../../main/field/parameters.ts';
import type { Random } from '../../../main/field/random.ts';
import { gradients } from '../../../main/graph/gradients.ts';
import { inputName } from '../../../main/graph/onnx-writer.ts';
import * as ops from '../../../main/graph/ops.ts';
import { type AdamOptions, adam, type Moments } from '../../../main/graph/optimizers.ts';
import type { FunctionProgram, State, StepProgram } from '../../../main/graph/program.ts';
import { elementCount, type Tensor } from '../../../main/graph/tensor.ts';
import { contrastiveLoss } from './loss.ts';
import { DemoEncoder, type EncoderConfig } from './model.ts';
import { muon } from './muon.ts';

export interface StepSizes {
  readonly crops: number;
  readonly phrases: number;
  /** How many of the phrases are names, the same in all steps. */
  readonly names: number;
  readonly canonical: number;
}

export const adamOptions: AdamOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8 };
/** Cosines compete at most at this temperature, so that they spread. */
const highestTemperature = 25;

/** How many scalars a step takes: Adam's two, what share is taken off matrices, and Muon's learning rate. */
export const scalarCount = 4;

/** The training step of the two towers: forward pass, gradients, Muon and Adam. */
export function encoderStep(config: EncoderConfig, { crops, phrases, names, canonical }: StepSizes) {
  const encoder = new DemoEncoder(config);
  const { imageSize, text } = config;
  const pixels = ops.input('pixels', [crops, 3, imageSize, imageSize]);
  const ids = ops.input('ids', [phrases + canonical, text.context], 'int32');
  const truth = ops.input('truth', [crops, phrases]);
  const scalars = ops.input('scalars', [scalarCount]);
  const own = new ParameterSet();
  const temperature = ops.min(
    own.define('contrast.temperature', [1], () => 14),
    highestTemperature,
  );
  const images = encoder.embedImages(pixels);
  const texts = encoder.embedTexts(ids);
  const loss = contrastiveLoss({
    images,
    texts: ops.slice(texts, 0, 0, phrases),
    canonical: ops.slice(texts, 0, phrases, phrases + canonical),
    truth,
    names,
    temperature: ops.reshape(temperature, []),
  });
  const sets = [encoder.imageParameters, encoder.textParameters, own];
  const program: StepProgram = {
    name: 'demo-encoder',
    batch: [pixels, ids, truth, scalars],
    state: updates(
      loss,
      sets.flatMap((set) => set.tensors()),
      scalars,
    ),
    outputs: { loss: ops.reshape(loss, [1]), temperature },
  };
  return { program, initialState: (random: Random) => initialState(program, sets, random) };
}

/** Every parameter and what its optimiser remembers, with what one step makes of them. */
export function updates(loss: Tensor, tensors: readonly Tensor[], scalars: Tensor): StepProgram['state'] {
  const all = gradients(loss, tensors);
  const scalar = (index: number) => ops.reshape(ops.slice(scalars, 0, index, index + 1), []);
  return tensors.flatMap((parameter, index) => {
    const moments = momentsOf(parameter);
    if (isHidden(parameter)) {
      const kept = ops.mul(parameter, ops.sub(1, scalar(2)));
      const updated = muon(kept, all[index]!, moments.first, scalar(3));
      return [
        { input: parameter, next: updated.parameter },
        { input: moments.first, next: updated.momentum },
      ];
    }
    const updated = adam(parameter, all[index]!, moments, ops.slice(scalars, 0, 0, 2), adamOptions);
    return [
      { input: parameter, next: updated.parameter },
      { input: moments.first, next: updated.moments.first },
      { input: moments.second, next: updated.moments.second },
    ];
  });
}

/** Matrices between activations; tables of words and places, and what is added, are Adam's. */
function isHidden(parameter: Tensor): boolean {
  return parameter.shape.length === 2 && !/words|positions|directions/.test(inputName(parameter));
}

function momentsOf(parameter: Tensor): Moments {
  const name = inputName(parameter);
  return {
    first: ops.input(`first.${name}`, parameter.shape),
    second: ops.input(`second.${name}`, parameter.shape),
  };
}

/** Parameters drawn from the seed; what optimisers remember is zero. */
export function initialState({ state }: StepProgram, sets: readonly ParameterSet[], random: Random): State {
  const parameters: State = Object.assign({}, ...sets.map((set) => set.initialState(random)));
  const entries = state.map(({ input }) => {
    const name = inputName(input);
    return [name, parameters[name] ?? new Float32Array(elementCount(input.shape))] as const;
  });
  return Object.fromEntries(entries);
}

/** The image tower alone, from pixels to embeddings. */
export function imageProgram(config: EncoderConfig, crops: number): FunctionProgram {
  const encoder = new DemoEncoder(config);
  const pixels = ops.input('pixel_values', [crops, 3, config.imageSize, config.imageSize]);
  const image_embeds = encoder.embedImages(pixels);
  return { name: 'vision', state: encoder.imageParameters.tensors(), inputs: [pixels], outputs: { image_embeds } };
}

/** The text tower alone, from token ids (`dtype` int32 for executors, int64 as exports have it). */
export function textProgram(config: EncoderConfig, phrases: number, dtype: 'int32' | 'int64'): FunctionProgram {
  const encoder = new DemoEncoder(config);
  const ids = ops.input('input_ids', [phrases, config.text.context], dtype);
  const text_embeds = encoder.embedTexts(ops.cast(ids, 'int32'));
  return { name: 'text', state: encoder.textParameters.tensors(), inputs: [ids], outputs: { text_embeds } };
}
