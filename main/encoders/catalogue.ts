/** The encoders that the program knows by name. Nothing of it is fetched without being asked for. */

export interface CatalogueFile {
  /** In the repository as in the model's folder, with forward slashes. */
  readonly path: string;
  /** Exact if `sha256` is known, else an estimate; what the hub says when the file is fetched counts. */
  readonly bytes: number;
  /** Hex, of the content; null where only the hub knows it. */
  readonly sha256: string | null;
}

export type Precision = 'fp32' | 'fp16' | 'quantized';
export type EncoderKind = 'image-text' | 'dense';

export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: EncoderKind;
  /** Of the weights. */
  readonly licence: string;
  readonly dimensions: number;
  /** Side of the square image that it takes, in pixels. */
  readonly inputSize: number;
  /** One sentence on what it is good for. */
  readonly notes: string;
  /** owner/name on huggingface.co. */
  readonly repository: string;
  /** A commit, so that what is fetched never changes, or 'main'. */
  readonly revision: string;
  /** How the name of the commit begins that 'main' is expected to be, where that is all that is known. */
  readonly commitPrefix: string | null;
  readonly files: readonly CatalogueFile[];
}

/** The encoder that comes with the program, and its dense companion. */
export const DEMO = 'demo';
export const DEMO_DENSE = 'demo-dense';
const DINO = 'dino-vits8';

/** `sizes` of a model in each precision, in megabytes as the hub shows them. */
type Megabytes = Readonly<Record<Precision, number>>;
const SUFFIX: Readonly<Record<Precision, string>> = {
  fp32: '',
  fp16: '_fp16',
  quantized: '_quantized',
};

interface Family extends Omit<CatalogueEntry, 'files'> {
  readonly models: Readonly<Record<string, Megabytes>>;
  readonly others: readonly CatalogueFile[];
  /** SHA-256 by path. */
  readonly known?: Readonly<Record<string, string>>;
}

const VARIANTS: readonly { precision: Precision; id: string; name: string; notes: string }[] = [
  { precision: 'fp32', id: '', name: '', notes: '' },
  { precision: 'fp16', id: '-fp16', name: ', half precision', notes: ' Half the download, nearly the same answers.' },
  {
    precision: 'quantized',
    id: '-quantized',
    name: ', 8 bit',
    notes: ' A quarter of the download, and less exact: for trying it out.',
  },
];

/**
 * The dense encoder that features of an image-text encoder are joined with: of the same precision, so that
 * who takes the small download gets a small one of both.
 */
export function denseEncoderFor(id: string): string {
  if (id === DEMO) return DEMO_DENSE;
  const suffix = catalogueEntry(id) && VARIANTS.find((variant) => variant.id !== '' && id.endsWith(variant.id))?.id;
  return DINO + (suffix ?? '');
}

/** One entry for each precision that a family comes in. */
function entries({ models, others, known = {}, ...family }: Family): CatalogueEntry[] {
  return VARIANTS.map(({ precision, ...variant }) => ({
    ...family,
    id: family.id + variant.id,
    name: family.name + variant.name,
    notes: family.notes + variant.notes,
    files: [
      ...Object.entries(models).map(([model, sizes]): CatalogueFile => {
        const path = `${model}${SUFFIX[precision]}.onnx`;
        return { path, bytes: Math.round(sizes[precision] * 1e6), sha256: known[path] ?? null };
      }),
      ...others.map((file) => ({ ...file, sha256: known[file.path] ?? null })),
    ],
  }));
}

const small = (path: string, bytes = 2_000): CatalogueFile => ({ path, bytes, sha256: null });
const clipText = { fp32: 254, fp16: 127, quantized: 64.5 };
const clipOthers = [
  small('config.json'),
  small('preprocessor_config.json'),
  small('tokenizer_config.json'),
  small('tokenizer.json', 2_200_000),
];

export const CATALOGUE: readonly CatalogueEntry[] = [
  ...entries({
    id: 'clip-vit-b16',
    name: 'CLIP ViT-B/16',
    kind: 'image-text',
    licence: 'MIT (OpenAI CLIP)',
    dimensions: 512,
    inputSize: 224,
    notes: 'The usual choice for real captures: sees small things better than B/32, and takes longer.',
    repository: 'Xenova/clip-vit-base-patch16',
    revision: 'main',
    commitPrefix: null,
    models: { 'onnx/vision_model': { fp32: 345, fp16: 173, quantized: 87.5 }, 'onnx/text_model': clipText },
    others: clipOthers,
  }),
  ...entries({
    id: 'clip-vit-b32',
    name: 'CLIP ViT-B/32',
    kind: 'image-text',
    licence: 'MIT (OpenAI CLIP)',
    dimensions: 512,
    inputSize: 224,
    notes: 'About four times as fast as B/16, coarser.',
    repository: 'Xenova/clip-vit-base-patch32',
    revision: '4c1807b705b1d015fb032789cc4d221b23025a6f',
    commitPrefix: null,
    models: { 'onnx/vision_model': { fp32: 352, fp16: 176, quantized: 89 }, 'onnx/text_model': clipText },
    others: clipOthers,
  }),
  {
    id: 'openclip-b32-laion2b',
    name: 'OpenCLIP ViT-B/32, LAION-2B',
    kind: 'image-text',
    licence: 'MIT (OpenCLIP)',
    dimensions: 512,
    inputSize: 224,
    notes: 'As CLIP ViT-B/32, trained on more images, which are public.',
    repository: 'immich-app/ViT-B-32__laion2b-s34b-b79k',
    revision: '19a057a0fb927cf239541300e74237cd56c7ffe2',
    commitPrefix: null,
    files: [
      {
        path: 'visual/model.onnx',
        bytes: 351_613_724,
        sha256: 'b9ce24b91a8c62ef8d40ea786051709c93140104cbf2b6b4a2cc270df3838f9c',
      },
      {
        path: 'textual/model.onnx',
        bytes: 254_193_396,
        sha256: '48c25be37b352398f2533c9426dab6f9340535e14e46f884cc894236a5060722',
      },
      small('config.json'),
      small('visual/preprocess_cfg.json'),
      small('textual/tokenizer_config.json'),
      small('textual/tokenizer.json', 2_200_000),
    ],
  },
  ...entries({
    id: 'siglip-b16',
    name: 'SigLIP ViT-B/16',
    kind: 'image-text',
    licence: 'Apache-2.0 (Google SigLIP)',
    dimensions: 768,
    inputSize: 224,
    notes: 'Newer than CLIP and better at finding things by name; its features take half as much again.',
    repository: 'Xenova/siglip-base-patch16-224',
    revision: '4649052661e53c7000355844105f8a1792088239',
    commitPrefix: null,
    models: {
      'onnx/vision_model': { fp32: 372, fp16: 186, quantized: 94.5 },
      'onnx/text_model': { fp32: 441, fp16: 221, quantized: 111 },
    },
    others: [
      small('config.json'),
      small('preprocessor_config.json'),
      small('tokenizer_config.json'),
      small('tokenizer.json', 2_400_000),
    ],
    known: {
      'onnx/vision_model_quantized.onnx': 'ef14a954f3d57e1806666432bd9785004c1dc27100aa260eee0cb0f10a5de058',
      'onnx/text_model.onnx': '3aa7fdbd20eaa8740cce17bf82913de641fcb632a768fed59f661cdcd0c32553',
      'onnx/vision_model_fp16.onnx': '7287a8e9cbf4f2eedd66e8dc5cf584be03108f4e4a24331879ac6ef7ac7c878f',
      'onnx/text_model_fp16.onnx': 'ebffbfd71ae11b3f9df5233095815953f44b02ca241c317722edd8c49a9de0f6',
      'tokenizer.json': '4a17c975210be5ab4c36b47d8dae4eefb866dbfb1e676e394aad85dc30a3ae08',
    },
  }),
  ...entries({
    id: DINO,
    name: 'DINO ViT-S/8',
    kind: 'dense',
    licence: 'Apache-2.0 (Facebook DINO)',
    dimensions: 384,
    inputSize: 224,
    notes: 'Tells where objects end, which keeps the answers of CLIP together.',
    repository: 'Xenova/dino-vits8',
    revision: 'main',
    commitPrefix: 'a2e5d57',
    models: { 'onnx/model': { fp32: 86.9, fp16: 43.7, quantized: 23.4 } },
    others: [small('config.json'), small('preprocessor_config.json')],
  }),
];

export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.id === id);
}
