/** Models of a few weights in the layouts of the real ones, for tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { wrapModel } from '../graph/onnx-writer.ts';
import { ProtobufWriter } from '../graph/protobuf.ts';
import { seededRandom } from '../testing/seeded-random.ts';

const TYPES = { float32: 1, int32: 6, int64: 7, float16: 10 };
type Type = keyof typeof TYPES;
type Shape = readonly (number | string)[];

interface Value {
  name: string;
  type: Type;
  shape: Shape;
}
interface Weight {
  name: string;
  shape: readonly number[];
  data: Float32Array | Float16Array | BigInt64Array;
  /** Says that the data lie in another file. */
  external?: { location: string; length?: number };
}
interface Node {
  operator: string;
  inputs: string[];
  output: string;
  attributes?: Record<string, number | readonly number[]>;
}
export interface OnnxModel {
  inputs: Value[];
  outputs: Value[];
  nodes: Node[];
  weights?: Weight[];
}

/** An ONNX file of the given nodes. */
export function onnxModel({ inputs, outputs, nodes, weights = [] }: OnnxModel): Uint8Array {
  const graph = new ProtobufWriter();
  for (const { operator, inputs: operands, output, attributes = {} } of nodes) {
    const node = new ProtobufWriter();
    for (const operand of operands) node.string(1, operand);
    node.string(2, output).string(4, operator);
    for (const [name, value] of Object.entries(attributes)) {
      const attribute = new ProtobufWriter().string(1, name);
      if (typeof value === 'number') attribute.varint(20, 2).varint(3, value);
      else for (const item of value) attribute.varint(8, item);
      if (typeof value !== 'number') attribute.varint(20, 7);
      node.message(5, attribute);
    }
    graph.message(1, node);
  }
  graph.string(2, 'test');
  for (const { name, shape, data, external } of weights) {
    const tensor = new ProtobufWriter();
    for (const size of shape) tensor.varint(1, size);
    const type = data instanceof BigInt64Array ? 'int64' : data instanceof Float16Array ? 'float16' : 'float32';
    tensor.varint(2, TYPES[type]).string(8, name);
    if (external) {
      const entries = { location: external.location, ...(external.length && { length: String(external.length) }) };
      for (const [key, value] of Object.entries(entries)) {
        tensor.message(13, new ProtobufWriter().string(1, key).string(2, value));
      }
      tensor.varint(14, 1);
    } else {
      tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    graph.message(5, tensor);
  }
  for (const value of inputs) graph.message(11, valueInfo(value));
  for (const value of outputs) graph.message(12, valueInfo(value));
  return wrapModel(graph);
}

function valueInfo({ name, type, shape }: Value): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.message(1, typeof size === 'number' ? dimension.varint(1, size) : dimension.string(2, size));
  }
  const tensor = new ProtobufWriter().varint(1, TYPES[type]).message(2, dimensions);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

const random = (count: number, seed: number) => {
  const next = seededRandom(seed);
  return Float32Array.from({ length: count }, () => 2 * next() - 1);
};

export interface TinyTower {
  dimensions?: number;
  seed?: number;
  input?: string;
  output?: string;
  /** float32 or float16 for images, int64 or int32 for texts. */
  type?: Type;
  /** How many rows it takes at once, if not any number. */
  rows?: number;
  /** Does not say how many dimensions its embeddings have. */
  silent?: boolean;
}

export const tinySide = 4;

/** Embeds the average colour of an image. */
export function tinyImageTower({
  dimensions = 6,
  seed = 1,
  input = 'pixel_values',
  output = 'image_embeds',
  type = 'float32',
  rows,
  silent = false,
  identity = false,
  brokenOperator = false,
}: TinyTower & { identity?: boolean; brokenOperator?: boolean } = {}): Uint8Array {
  const values = identity ? Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) : random(3 * dimensions, seed);
  const batch = rows ?? 'batch';
  return onnxModel({
    inputs: [{ name: input, type, shape: [batch, 3, tinySide, tinySide] }],
    outputs: [{ name: output, type, shape: [batch, silent ? 'dimensions' : dimensions] }],
    nodes: [
      { operator: 'ReduceMean', inputs: [input], output: 'colour', attributes: { axes: [2, 3], keepdims: 0 } },
      { operator: brokenOperator ? 'NoSuchOperator' : 'MatMul', inputs: ['colour', 'weight'], output },
    ],
    weights: [{ name: 'weight', shape: [3, dimensions], data: type === 'float16' ? new Float16Array(values) : values }],
  });
}

export interface TinyTextTower extends TinyTower {
  vocabulary?: number;
  length?: number | string;
  mask?: boolean;
}

/** Embeds the sum of a text's tokens, those that the mask leaves out excepted. */
export function tinyTextTower({
  dimensions = 6,
  seed = 2,
  input = 'input_ids',
  output = 'text_embeds',
  type = 'int64',
  rows,
  silent = false,
  vocabulary = 100,
  length = 'sequence',
  mask = false,
}: TinyTextTower = {}): Uint8Array {
  const shape = [rows ?? 'batch', length];
  return onnxModel({
    inputs: [{ name: input, type, shape }, ...(mask ? [{ name: 'attention_mask', type, shape }] : [])],
    outputs: [{ name: output, type: 'float32', shape: [rows ?? 'batch', silent ? 'dimensions' : dimensions] }],
    nodes: [
      { operator: 'Gather', inputs: ['table', input], output: 'tokens' },
      ...(mask
        ? [
            { operator: 'Cast', inputs: ['attention_mask'], output: 'kept', attributes: { to: 1 } },
            { operator: 'Unsqueeze', inputs: ['kept', 'last'], output: 'keptColumn' },
            { operator: 'Mul', inputs: ['tokens', 'keptColumn'], output: 'masked' },
          ]
        : [{ operator: 'Identity', inputs: ['tokens'], output: 'masked' }]),
      { operator: 'ReduceSum', inputs: ['masked', 'middle'], output, attributes: { keepdims: 0 } },
    ],
    weights: [
      { name: 'table', shape: [vocabulary, dimensions], data: random(vocabulary * dimensions, seed) },
      { name: 'middle', shape: [1], data: BigInt64Array.of(1n) },
      { name: 'last', shape: [1], data: BigInt64Array.of(2n) },
    ],
  });
}

export interface TinyPatches {
  patch?: number;
  /** Size of the image if it takes one only. */
  fixed?: number;
  /** Tokens before the patches. */
  extraTokens?: number;
  resizes?: boolean;
}

/** Features of a patch are its average colours. */
export function tinyPatchModel({ patch = 2, fixed, extraTokens = 1, resizes = true }: TinyPatches = {}): Uint8Array {
  const constants: Weight[] = [
    { name: 'flat', shape: [3], data: BigInt64Array.of(1n, 3n, -1n) },
    { name: 'extra', shape: [1, extraTokens, 3], data: new Float32Array(3 * extraTokens).fill(9) },
    { name: 'none', shape: [0], data: new Float32Array(0) },
    { name: 'same', shape: [4], data: Float32Array.of(1, 1, 1, 1) },
  ];
  return onnxModel({
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch', 3, fixed ?? 'height', fixed ?? 'width'] }],
    outputs: [{ name: 'last_hidden_state', type: 'float32', shape: ['batch', 'tokens', 3] }],
    nodes: [
      {
        operator: 'AveragePool',
        inputs: ['pixel_values'],
        output: 'pooled',
        attributes: { kernel_shape: [patch, patch], strides: [patch, patch] },
      },
      resizes
        ? { operator: 'Resize', inputs: ['pooled', 'none', 'same'], output: 'grid' }
        : { operator: 'Identity', inputs: ['pooled'], output: 'grid' },
      { operator: 'Reshape', inputs: ['grid', 'flat'], output: 'columns' },
      { operator: 'Transpose', inputs: ['columns'], output: 'patches', attributes: { perm: [0, 2, 1] } },
      { operator: 'Concat', inputs: ['extra', 'patches'], output: 'last_hidden_state', attributes: { axis: 1 } },
    ],
    weights: constants,
  });
}

/** A tokenizer of CLIP's kind: byte pairs that end in </w>, lower case, framed by two tokens. */
export function clipTokenizer(words: readonly string[]): { tokenizer: object; config: object } {
  const letters = [...new Set(words.join(''))].sort();
  const vocab: string[] = ['<|startoftext|>', '<|endoftext|>', ...letters, ...letters.map((letter) => `${letter}</w>`)];
  const merges: string[] = [];
  for (const word of words) {
    const [first, ...rest] = [...word.slice(0, -1), `${word.at(-1)}</w>`];
    let head = first!;
    for (const next of rest) {
      merges.push(`${head} ${next}`);
      head += next;
      if (!vocab.includes(head)) vocab.push(head);
    }
  }
  return {
    tokenizer: {
      version: '1.0',
      added_tokens: [0, 1].map((id) => ({ id, content: vocab[id], special: true, normalized: false })),
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'WhitespaceSplit' },
      post_processor: framing('<|startoftext|>', '<|endoftext|>'),
      decoder: null,
      model: {
        type: 'BPE',
        unk_token: '<|endoftext|>',
        end_of_word_suffix: '</w>',
        vocab: Object.fromEntries(vocab.map((entry, id) => [entry, id])),
        merges,
      },
    },
    config: { tokenizer_class: 'CLIPTokenizer', pad_token: '<|endoftext|>', model_max_length: 77 },
  };
}

/** A tokenizer of SigLIP's kind: pieces of words by their probability, with an end token. */
export function siglipTokenizer(words: readonly string[]): { tokenizer: object; config: object } {
  const pieces: [string, number][] = [
    ['<unk>', 0],
    ['</s>', 0],
    ...words.map((word): [string, number] => [`▁${word}`, -1]),
  ];
  return {
    tokenizer: {
      version: '1.0',
      added_tokens: [
        { id: 0, content: '<unk>', special: true, normalized: false },
        { id: 1, content: '</s>', special: true, normalized: false },
      ],
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Lowercase' },
          { type: 'Replace', pattern: { Regex: '[!"#$%&\'()*+,./:;<=>?@\\[\\\\\\]^_`{|}~-]' }, content: '' },
          { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
          { type: 'Strip', strip_left: true, strip_right: true },
        ],
      },
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
      post_processor: framing(null, '</s>'),
      decoder: null,
      model: { type: 'Unigram', unk_id: 0, vocab: pieces },
    },
    config: { tokenizer_class: 'SiglipTokenizer', pad_token: { content: '</s>' }, model_max_length: 64 },
  };
}

function framing(begin: string | null, end: string): object {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    type: 'TemplateProcessing',
    single: [...(begin ? [special(begin)] : []), { Sequence: { id: 'A', type_id: 0 } }, special(end)],
    pair: [],
    special_tokens: {},
  };
}

/** Files of a model folder by name; objects are written as JSON. */
export type Files = Record<string, Uint8Array | object | string>;

export function writeFiles(root: string, files: Files): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      content instanceof Uint8Array || typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return root;
}

export const testWords = ['red', 'cup', 'green', 'book', 'a', 'of'];

/** The layout of transformers.js. */
export function transformersFiles(suffix = ''): Files {
  const { tokenizer, config } = clipTokenizer(testWords);
  return {
    [`onnx/vision_model${suffix}.onnx`]: tinyImageTower(),
    [`onnx/text_model${suffix}.onnx`]: tinyTextTower(),
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': config,
    'preprocessor_config.json': {
      crop_size: { height: tinySide, width: tinySide },
      do_center_crop: true,
      do_normalize: true,
      do_rescale: true,
      do_resize: true,
      image_mean: [0.48145466, 0.4578275, 0.40821073],
      image_std: [0.26862954, 0.26130258, 0.27577711],
      resample: 3,
      rescale_factor: 1 / 255,
      size: { shortest_edge: tinySide },
    },
    'config.json': { model_type: 'clip', projection_dim: 6, text_config: { max_position_embeddings: 77 } },
  };
}

/** The layout of OpenCLIP's exports, one text at a time and ids of 32 bits, as they have it. */
export function openClipFiles(): Files {
  const { tokenizer } = clipTokenizer(testWords);
  return {
    'visual/model.onnx': tinyImageTower({ input: 'image', output: 'embedding', rows: 1 }),
    'visual/preprocess_cfg.json': {
      size: [tinySide, tinySide],
      mode: 'RGB',
      mean: [0.48145466, 0.4578275, 0.40821073],
      std: [0.26862954, 0.26130258, 0.27577711],
      interpolation: 'bicubic',
      resize_mode: 'shortest',
      fill_color: 0,
    },
    'textual/model.onnx': tinyTextTower({ input: 'text', output: 'embedding', type: 'int32', rows: 1, length: 12 }),
    'textual/tokenizer.json': tokenizer,
    'config.json': { embed_dim: 6, text_cfg: { context_length: 12 } },
  };
}

export function siglipFiles(): Files {
  const { tokenizer, config } = siglipTokenizer(testWords);
  return {
    ...transformersFiles(),
    'onnx/vision_model.onnx': tinyImageTower({ output: 'pooler_output' }),
    'onnx/text_model.onnx': tinyTextTower({ output: 'pooler_output' }),
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': config,
    'preprocessor_config.json': {
      do_normalize: true,
      do_rescale: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      resample: 3,
      rescale_factor: 1 / 255,
      size: { height: tinySide, width: tinySide },
    },
    'config.json': { model_type: 'siglip' },
  };
}

export function dinoFiles(options: TinyPatches = {}): Files {
  return {
    'onnx/model.onnx': tinyPatchModel(options),
    'preprocessor_config.json': {
      do_normalize: true,
      do_resize: true,
      image_mean: [0, 0, 0],
      image_std: [1, 1, 1],
      resample: 2,
      size: options.fixed ?? 8,
    },
    'config.json': { model_type: 'vit', patch_size: options.patch ?? 2, image_size: options.fixed ?? 8 },
  };
}
