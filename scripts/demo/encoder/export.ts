import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputName, writeOnnx } from '../../../main/graph/onnx-writer.ts';
import { constant } from '../../../main/graph/ops.ts';
import type { FunctionProgram, State } from '../../../main/graph/program.ts';
import { rewrite } from '../../../main/graph/rewrite.ts';
import type { Node } from '../../../main/graph/tensor.ts';
import { denseProgram, denseSizes } from './dense.ts';
import type { EncoderConfig } from './model.ts';
import { imageProgram, textProgram } from './step.ts';
import type { WordTokenizer } from './tokenizer.ts';

/** A prime larger than any dimension of the towers: stands for a batch of any size. */
const anyBatch = 7919;

/** A program with its parameters written into it. */
export function frozenModel({ name, state, inputs, outputs }: FunctionProgram, values: State, openSize?: number) {
  const parameters = new Map(state.map((tensor) => [inputName(tensor), tensor]));
  const names = Object.keys(outputs);
  const frozen = rewrite(Object.values(outputs), (node) => {
    if (node.operator !== 'input') return null;
    const parameter = (node as Node<'input'>).attributes.name;
    const tensor = parameters.get(parameter);
    return tensor ? constant(values[parameter]!, tensor.shape) : null;
  });
  const byName = Object.fromEntries(names.map((output, index) => [output, frozen[index]!]));
  return writeOnnx({ name, inputs, outputs: byName }, openSize === undefined ? {} : { openSize });
}

/** Writes the two towers and their tokenizer, in the layout of transformers.js. */
export function exportEncoder(folder: string, config: EncoderConfig, tokenizer: WordTokenizer, state: State): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const { imageSize, dimensions, image, text } = config;
  const vision = frozenModel(imageProgram(config, anyBatch), state, anyBatch);
  writeWhole(join(folder, 'onnx/vision_model.onnx'), vision);
  writeWhole(
    join(folder, 'onnx/text_model.onnx'),
    frozenModel(textProgram(config, anyBatch, 'int64'), state, anyBatch),
  );
  const files = tokenizer.files();
  writeJson(join(folder, 'tokenizer.json'), files.tokenizer);
  writeJson(join(folder, 'tokenizer_config.json'), files.config);
  writeJson(
    join(folder, 'vocabulary.json'),
    tokenizer.words.filter((word) => /^\w+$/.test(word)),
  );
  writeJson(join(folder, 'preprocessor_config.json'), preprocessing(imageSize, imageSize));
  writeJson(join(folder, 'config.json'), {
    model_type: 'clip',
    projection_dim: dimensions,
    vision_config: { image_size: imageSize, hidden_size: image.width, num_hidden_layers: image.depth, patch_size: 8 },
    text_config: {
      hidden_size: text.width,
      num_hidden_layers: text.depth,
      max_position_embeddings: text.context,
      vocab_size: text.words,
      pad_token_id: 0,
    },
  });
}

export function exportDense(folder: string, state: State): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  writeWhole(join(folder, 'onnx/model.onnx'), frozenModel(denseProgram(), state));
  const { width, height, patch, dimensions } = denseSizes;
  writeJson(join(folder, 'preprocessor_config.json'), preprocessing(width, height));
  writeJson(join(folder, 'config.json'), { model_type: 'dense', patch_size: patch, hidden_size: dimensions });
}

/** From −1 to 1, resized to a fixed size. */
function preprocessing(width: number, height: number): object {
  return {
    do_resize: true,
    size: { width, height },
    do_center_crop: false,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  };
}

function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 1)}\n`);
}

/** Somebody may be reading what is there. */
function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
