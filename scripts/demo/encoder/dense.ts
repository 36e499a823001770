import { resizeRegion } from '../../../main/encoders/crop.ts';
import { ParameterSet } from '../../../main/field/parameters.ts';
import type { Random } from '../../../main/field/random.ts';
import * as ops from '../../../main/graph/ops.ts';
import type { FunctionProgram, StepProgram } from '../../../main/graph/program.ts';
import type { Tensor } from '../../../main/graph/tensor.ts';
import type { LabelledImage } from './labelled-image.ts';
import { affine, linear, neighbourhoods, patches, rootMeanSquareNorm, unitLength } from './layers.ts';
import { initialState, scalarCount, updates } from './step.ts';

/** The dense model: features of patches that look alike where the same kind of thing is seen, in DINO's place. */
export const denseSizes = {
  /** What the exported model takes, in pixels. */
  width: 480,
  height: 360,
  patch: 8,
  stemWidth: 32,
  width1: 64,
  dimensions: 48,
  /** How far each layer's neighbours are apart, in patches. */
  reaches: [1, 2, 4, 1],
} as const;

const { patch, dimensions } = denseSizes;
const finePatch = 4;
const temperature = 16;
/** What most of an image shows counts less for each patch of it. */
const surroundingsWeight = 0.3;

/**
 * @param pixels [examples, 3, height, width], from −1 to 1
 * @returns [examples · rows · columns, dimensions], unit length
 */
export function patchFeatures(parameters: ParameterSet, pixels: Tensor): Tensor {
  const layer = (name: string, x: Tensor, width: number) => {
    const [examples, rows, columns, channels] = x.shape as [number, number, number, number];
    const flat = ops.reshape(x, [examples * rows * columns, channels]);
    return ops.reshape(ops.relu(affine(parameters, name, flat, width)), [examples, rows, columns, width]);
  };
  const fine = layer('dense.stem.0', patches(ops.transpose(pixels, [0, 2, 3, 1]), finePatch), denseSizes.stemWidth);
  const stem = layer('dense.stem.1', neighbourhoods(fine), denseSizes.stemWidth);
  let x = layer('dense.stem.2', patches(stem, patch / finePatch), denseSizes.width1);
  const { shape } = x;
  const width = denseSizes.width1;
  const count = shape[0]! * shape[1]! * shape[2]!;
  for (const [index, reach] of denseSizes.reaches.entries()) {
    const seen = layer(`dense.${index}.seen`, neighbourhoods(rootMeanSquareNorm(x), reach), width);
    const change = linear(parameters, `dense.${index}.change`, ops.reshape(seen, [count, width]), width, 0.5);
    x = ops.add(x, ops.reshape(change, shape));
  }
  const rows = ops.reshape(rootMeanSquareNorm(x), [count, width]);
  return unitLength(affine(parameters, 'dense.projection', rows, dimensions));
}

export interface DenseStepSizes {
  readonly windows: number;
  /** Side of a square window in pixels. */
  readonly side: number;
  readonly classes: number;
}

/** The training step: each patch is told what kind of thing it shows, by the nearest of learned directions. */
export function denseStep({ windows, side, classes }: DenseStepSizes) {
  const parameters = new ParameterSet();
  const pixels = ops.input('pixels', [windows, 3, side, side]);
  const count = windows * (side / patch) ** 2;
  const target = ops.input('target', [count], 'int32');
  const weight = ops.input('weight', [count]);
  const scalars = ops.input('scalars', [scalarCount]);
  const features = patchFeatures(parameters, pixels);
  const directions = unitLength(
    parameters.define('dense.directions', [classes, dimensions], (random) => 2 * random.next() - 1),
  );
  const logits = ops.mul(ops.matmul(features, ops.transpose(directions, [1, 0])), temperature);
  const right = ops.reshape(ops.gatherElements(logits, ops.reshape(target, [count, 1]), 1), [count]);
  const loss = ops.sub(ops.log(ops.sum(ops.exp(logits), [1])), right);
  const mean = ops.div(ops.sum(ops.mul(loss, weight)), ops.sum(weight));
  const isRight = ops.cast(ops.greaterOrEqual(right, ops.reduceMax(logits, [1])), 'float32');
  const accuracy = ops.div(ops.sum(ops.mul(isRight, weight)), ops.sum(weight));
  const program: StepProgram = {
    name: 'demo-dense',
    batch: [pixels, target, weight, scalars],
    state: updates(mean, parameters.tensors(), scalars),
    outputs: { loss: ops.reshape(mean, [1]), accuracy: ops.reshape(accuracy, [1]) },
  };
  return { program, initialState: (random: Random) => initialState(program, [parameters], random) };
}

/** The model as it is exported: one image of a fixed size → [1, patches, dimensions]. */
export function denseProgram(): FunctionProgram {
  const parameters = new ParameterSet();
  const { width, height } = denseSizes;
  const pixels = ops.input('pixel_values', [1, 3, height, width]);
  const features = patchFeatures(parameters, pixels);
  const last_hidden_state = ops.reshape(features, [1, features.shape[0]!, dimensions]);
  return { name: 'dense', state: parameters.tensors(), inputs: [pixels], outputs: { last_hidden_state } };
}

/** All classes of the images, sorted. */
export function classesOf(images: readonly LabelledImage[]): string[] {
  return [...new Set(images.flatMap(({ classes }) => [...classes.values()]))].sort();
}

/** Windows of images with the class of each patch: the one that most of its pixels show. */
export function denseBatch(
  images: readonly LabelledImage[],
  classes: readonly string[],
  { windows, side }: DenseStepSizes,
  random: Random,
) {
  const perSide = side / patch;
  const pixels = new Float32Array(windows * 3 * side * side);
  const target = new Int32Array(windows * perSide * perSide);
  const weight = new Float32Array(target.length);
  const window = new Uint8Array(3 * side * side);
  const classIndex = new Map(classes.map((name, index) => [name, index]));
  for (let index = 0; index < windows; index++) {
    const image = images[random.integer(images.length)]!;
    const left = random.integer(Math.max(1, image.width - side + 1));
    const top = random.integer(Math.max(1, image.height - side + 1));
    const size = { width: side, height: side };
    resizeRegion(image, { left, top, ...size }, size, window, 0);
    const isMirrored = random.next() < 0.5;
    const light = (1 + 0.2 * (random.next() - 0.5)) / 127.5;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const from = 3 * (y * side + (isMirrored ? side - 1 - x : x));
        for (let plane = 0; plane < 3; plane++) {
          pixels[((index * 3 + plane) * side + y) * side + x] = window[from + plane]! * light - 1;
        }
      }
    }
    for (let row = 0; row < perSide; row++) {
      for (let column = 0; column < perSide; column++) {
        const x = left + (isMirrored ? perSide - 1 - column : column) * patch;
        const part = mostOf(image, x, top + row * patch);
        const to = (index * perSide + row) * perSide + column;
        if (part === null) continue;
        target[to] = classIndex.get(image.classes.get(part)!)!;
        weight[to] = image.parts.get(part)!.thing === null ? surroundingsWeight : 1;
      }
    }
  }
  return { pixels, target, weight };
}

/** The part that at least six tenths of a patch show; null if there is none. */
function mostOf(image: LabelledImage, left: number, top: number): number | null {
  const counts = new Map<number, number>();
  for (let y = top; y < Math.min(top + patch, image.height); y++) {
    for (let x = left; x < Math.min(left + patch, image.width); x++) {
      const part = image.mask[y * image.width + x]!;
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  }
  const [part, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return count >= 0.6 * patch * patch ? part : null;
}

/** What a patch of the exported model shows, if it shows one thing. */
export function classOfPatch(
  image: LabelledImage,
  column: number,
  row: number,
): { name: string; isThing: boolean } | null {
  const part = mostOf(image, column * patch, row * patch);
  return part === null ? null : { name: image.classes.get(part)!, isThing: image.parts.get(part)!.thing !== null };
}
