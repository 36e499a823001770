import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep, win32 } from 'node:path';
import { badEncoder } from './bad-encoder.ts';
import {
  type ModelConfig,
  type Preprocessing,
  readModelConfig,
  readPreprocessCfg,
  readPreprocessorConfig,
} from './model-config.ts';
import { OnnxFormatError, type OnnxOutline, type OnnxValue, readOnnxOutline } from './onnx-file.ts';
import { readTokenizerFiles, type TokenizerFiles } from './tokenizer.ts';

/** An ONNX file of a model folder, known to be whole and to refer to nothing outside the folder. */
export interface ModelFile {
  readonly path: string;
  readonly outline: OnnxOutline;
}

/** A folder with the two towers of CLIP, SigLIP or the like. */
export interface ImageTextFolder {
  readonly kind: 'image-text';
  readonly root: string;
  readonly image: ModelFile;
  readonly text: ModelFile;
  readonly preprocessing: Preprocessing;
  readonly tokenizer: TokenizerFiles;
  readonly config: ModelConfig;
  /** A list of all words that the model was trained with, or null. */
  readonly vocabulary: string | null;
  /** What decides on the embeddings, relative to `root`, with forward slashes, sorted. */
  readonly files: readonly string[];
}

/** A folder with a model of patch features: DINO and the like. */
export interface DenseFolder {
  readonly kind: 'dense';
  readonly root: string;
  readonly model: ModelFile;
  readonly preprocessing: Preprocessing;
  readonly patchSize: number;
  readonly config: ModelConfig;
  readonly files: readonly string[];
}

export type ModelFolder = ImageTextFolder | DenseFolder;

/** Endings of the files of one model in several precisions, the best first. */
export const VARIANT_SUFFIXES = ['', '_fp16', '_quantized'] as const;

/**
 * Finds out what model a folder holds, in one of the layouts
 * - of transformers.js: onnx/vision_model.onnx, onnx/text_model.onnx (or _fp16, _quantized), tokenizer.json,
 *   preprocessor_config.json, config.json; for dense features onnx/model.onnx instead of the two;
 * - of OpenCLIP's exports: visual/model.onnx, visual/preprocess_cfg.json, textual/model.onnx,
 *   textual/tokenizer.json.
 *
 * Everything is checked that can be without running the model.
 *
 * @throws UserError bad-encoder if it holds none, or an incomplete, damaged or dangerous one; not-found
 */
export function readModelFolder(root: string): ModelFolder {
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw badEncoder(`${root} is not a folder.`, 'Choose the folder that holds the model.');
  }
  const folder = new FolderReader(root);
  if (folder.has('visual/model.onnx') || folder.has('textual/model.onnx')) return openClipFolder(folder);
  for (const suffix of VARIANT_SUFFIXES) {
    if (folder.has(`onnx/vision_model${suffix}.onnx`)) return transformersFolder(folder, suffix);
  }
  for (const suffix of VARIANT_SUFFIXES) {
    if (folder.has(`onnx/model${suffix}.onnx`)) return denseFolder(folder, suffix);
    if (folder.has(`onnx/text_model${suffix}.onnx`)) throw folder.incomplete(`onnx/vision_model${suffix}.onnx`);
  }
  throw badEncoder(
    `${root} holds no model that is known here.`,
    'It needs onnx/vision_model.onnx and onnx/text_model.onnx, or visual/model.onnx and textual/model.onnx, or onnx/model.onnx.',
  );
}

function transformersFolder(folder: FolderReader, suffix: string): ImageTextFolder {
  const image = folder.model(`onnx/vision_model${suffix}.onnx`);
  // Of the same precision if it is there; another one fits as well.
  const textSuffix =
    [suffix, ...VARIANT_SUFFIXES].find((other) => folder.has(`onnx/text_model${other}.onnx`)) ?? suffix;
  const text = folder.model(`onnx/text_model${textSuffix}.onnx`);
  const preprocessing = readPreprocessorConfig(folder.file('preprocessor_config.json'));
  const config = readModelConfig(folder.file('config.json'));
  return imageText(folder, '', image, text, preprocessing, config);
}

function openClipFolder(folder: FolderReader): ImageTextFolder {
  const image = folder.model('visual/model.onnx');
  const text = folder.model('textual/model.onnx');
  const preprocessing = readPreprocessCfg(folder.file('visual/preprocess_cfg.json'));
  const config = folder.has('config.json') ? readModelConfig(folder.file('config.json')) : {};
  return imageText(folder, 'textual/', image, text, preprocessing, config);
}

function imageText(
  folder: FolderReader,
  textFolder: string,
  image: ModelFile,
  text: ModelFile,
  preprocessing: Preprocessing,
  config: ModelConfig,
): ImageTextFolder {
  requireImageInput(image);
  requireTextInput(text);
  const [imageSize, textSize] = [embeddingSize(image.outline), embeddingSize(text.outline)];
  if (imageSize !== null && textSize !== null && imageSize !== textSize)
    throw differentSizes(folder.root, imageSize, textSize);
  const optional = (name: string) => (folder.has(name) ? folder.file(name) : null);
  const tokenizer = readTokenizerFiles({
    tokenizer: folder.file(`${textFolder}tokenizer.json`),
    config: optional(`${textFolder}tokenizer_config.json`),
    specialTokens: optional(`${textFolder}special_tokens_map.json`),
    model: config,
    fixedLength: sequenceLength(text.outline),
  });
  const files = folder.files();
  const vocabulary = optional('vocabulary.json');
  return { kind: 'image-text', root: folder.root, image, text, preprocessing, tokenizer, config, vocabulary, files };
}

function denseFolder(folder: FolderReader, suffix: string): DenseFolder {
  const model = folder.model(`onnx/model${suffix}.onnx`);
  if (model.outline.inputs.some(isTokens)) {
    throw badEncoder(
      `${model.path} is no model of patch features: it takes text.`,
      'CLIP is read from two files, onnx/vision_model.onnx and onnx/text_model.onnx.',
    );
  }
  requireImageInput(model);
  const configFile = folder.file('config.json');
  const config = readModelConfig(configFile);
  const patchSize = config.patch_size;
  if (patchSize === undefined) throw badEncoder(`${configFile} does not say how large the model's patches are.`);
  const preprocessing = readPreprocessorConfig(folder.file('preprocessor_config.json'));
  return { kind: 'dense', root: folder.root, model, preprocessing, patchSize, config, files: folder.files() };
}

/** The input that images go into. */
export function imageInput({ inputs }: OnnxOutline): OnnxValue | undefined {
  return inputs.find(({ elementType, shape }) => isFloat(elementType) && shape.length === 4);
}

/** The input that token ids go into, before the attention mask where there is one. */
export function tokenInput({ inputs }: OnnxOutline): OnnxValue | undefined {
  const candidates = inputs.filter((input) => isTokens(input) && input.name !== 'attention_mask');
  return candidates.find(({ name }) => name === 'input_ids') ?? candidates[0];
}

export const isFloat = (elementType: number) => elementType === 1 || elementType === 10;
const isTokens = ({ elementType, shape }: OnnxValue) => (elementType === 6 || elementType === 7) && shape.length === 2;

function requireImageInput({ path, outline }: ModelFile): void {
  if (imageInput(outline)) return;
  throw badEncoder(
    `${path} is of the wrong kind: it takes ${tokenInput(outline) ? 'text' : 'something else'}, not images.`,
  );
}

function requireTextInput({ path, outline }: ModelFile): void {
  if (tokenInput(outline)) return;
  throw badEncoder(
    `${path} is of the wrong kind: it takes ${imageInput(outline) ? 'images' : 'something else'}, not text.`,
  );
}

export function differentSizes(root: string, image: number, text: number): Error {
  return badEncoder(
    `The towers in ${root} do not belong together: images have ${image} dimensions, texts ${text}.`,
    'Take both files from the same model.',
  );
}

const sequenceLength = (outline: OnnxOutline) => tokenInput(outline)?.shape[1] ?? null;

/** Names under which towers give their embedding; otherwise a model's only output of that rank is taken. */
const embeddingNames = ['image_embeds', 'text_embeds', 'embedding', 'pooler_output'];

/** The output that holds one embedding for each image or text. */
export function embeddingOutput({ outputs }: OnnxOutline): OnnxValue | undefined {
  const candidates = outputs.filter(({ elementType, shape }) => isFloat(elementType) && shape.length === 2);
  for (const name of embeddingNames) {
    // Where a model leaves the shapes of its outputs open, only the name tells.
    const named = candidates.find((output) => output.name === name) ?? outputs.find((output) => output.name === name);
    if (named) return named;
  }
  return candidates[0] ?? (outputs.length === 1 ? outputs[0] : undefined);
}

/** How long a model's embeddings or features are, as far as its files say so. */
export function declaredDimensions(folder: ModelFolder): number | null {
  if (folder.kind === 'dense') return folder.model.outline.outputs[0]?.shape[2] ?? folder.config.hidden_size ?? null;
  const { config, text, image } = folder;
  return (
    embeddingSize(text.outline) ?? embeddingSize(image.outline) ?? config.projection_dim ?? config.embed_dim ?? null
  );
}

const embeddingSize = (outline: OnnxOutline) => embeddingOutput(outline)?.shape.at(-1) ?? null;

/** Gives out paths inside one folder, and remembers which. */
class FolderReader {
  readonly root: string;
  readonly #realRoot: string;
  readonly #files = new Set<string>();

  constructor(root: string) {
    this.root = root;
    this.#realRoot = realpathSync(root);
  }

  has(name: string): boolean {
    return existsSync(join(this.root, name));
  }

  files(): string[] {
    return [...this.#files].sort();
  }

  incomplete(name: string): Error {
    return badEncoder(`The model in ${this.root} is incomplete: ${name} is missing.`);
  }

  /** The path of a file that must be there, and inside the folder. */
  file(name: string): string {
    const path = join(this.root, name);
    if (!existsSync(path)) throw this.incomplete(name);
    if (!this.#contains(path)) {
      throw badEncoder(
        `${path} is a link to a file outside the model's folder.`,
        'Copy the folder together with the files that it links to (cp -RL), and choose the copy.',
      );
    }
    if (!statSync(path).isFile()) throw badEncoder(`${path} is not a file.`);
    this.#files.add(name);
    return path;
  }

  model(name: string): ModelFile {
    const path = this.file(name);
    let outline: OnnxOutline;
    try {
      outline = readOnnxOutline(path);
    } catch (error) {
      if (error instanceof OnnxFormatError) throw badEncoder(`${path} ${error.message}.`, undefined, error);
      throw error;
    }
    for (const { location, end } of outline.external) this.#externalFile(path, location, end);
    return { path, outline };
  }

  /** ONNX Runtime would read whatever path a model names. */
  #externalFile(model: string, location: string, end: number): void {
    const path = join(dirname(model), location);
    const name = relative(this.root, path).split(sep).join('/');
    const leaves = isAbsolute(location) || win32.isAbsolute(location) || /(^|[\\/])\.\.([\\/]|$)/.test(location);
    if (leaves || (existsSync(path) && !this.#contains(path))) {
      throw badEncoder(
        `${model} takes its weights from outside its folder (${location}), which is not allowed.`,
        'Choose a model whose files lie in one folder.',
      );
    }
    this.file(name);
    if (statSync(path).size < end) throw badEncoder(`${path} is cut off.`);
  }

  #contains(path: string): boolean {
    const fromRoot = relative(this.#realRoot, realpathSync(path));
    return fromRoot !== '..' && !fromRoot.startsWith(`..${sep}`) && !isAbsolute(fromRoot);
  }
}

/** What a folder is called when its model has no name. */
export const folderName = (root: string) => basename(root) || root;
