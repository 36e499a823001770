import { z } from 'zod';
import { badEncoder, readModelJson } from './bad-encoder.ts';

/** How images are prepared for a model. */
export interface Preprocessing {
  readonly width: number;
  readonly height: number;
  /** By channel, for values in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const side = z.number().int().min(1).max(4096);
/** Number for a square, else by names: what transformers has written over the years. */
const sizes = z.union([
  side,
  z.object({ width: side, height: side }),
  z.object({ shortest_edge: side }),
  z.tuple([side, side]),
]);
const channels = z.tuple([z.number(), z.number(), z.number()]);
const spreads = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

const transformersSchema = z.object({
  size: sizes.optional(),
  crop_size: sizes.optional(),
  do_center_crop: z.boolean().optional(),
  do_normalize: z.boolean().default(true),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  image_mean: channels.optional(),
  image_std: spreads.optional(),
});

/** preprocessor_config.json of transformers and transformers.js. @throws UserError bad-encoder */
export function readPreprocessorConfig(path: string): Preprocessing {
  const config = readModelJson(path, transformersSchema);
  const size = config.do_center_crop === false ? config.size : (config.crop_size ?? config.size);
  if (size === undefined) throw badEncoder(`${path} does not say how large the model's images are.`);
  // Values become v·f with the factor, (v·f − mean)/std in the end: the same as for [0, 1] with both divided by 255·f.
  const factor = 255 * (config.do_rescale ? config.rescale_factor : 1);
  const { image_mean: mean = [0, 0, 0], image_std: std = [1, 1, 1] } = config.do_normalize ? config : {};
  return {
    ...dimensions(size),
    mean: mean.map((value) => value / factor),
    std: std.map((value) => value / factor),
  };
}

const openClipSchema = z.object({ size: sizes, mean: channels, std: spreads });

/** preprocess_cfg.json of OpenCLIP. @throws UserError bad-encoder */
export function readPreprocessCfg(path: string): Preprocessing {
  const { size, mean, std } = readModelJson(path, openClipSchema);
  return { ...dimensions(size, 'height first'), mean, std };
}

function dimensions(size: z.output<typeof sizes>, order?: 'height first'): { width: number; height: number } {
  if (typeof size === 'number') return { width: size, height: size };
  if (Array.isArray(size)) {
    const [first, second] = size;
    return order === 'height first' ? { width: second, height: first } : { width: first, height: second };
  }
  if ('shortest_edge' in size) return { width: size.shortest_edge, height: size.shortest_edge };
  return { width: size.width, height: size.height };
}

const size = z.number().int().positive();
const configSchema = z.object({
  /** Of the embeddings, under the names that they have in CLIP, OpenCLIP and models of one tower. */
  projection_dim: size.optional(),
  embed_dim: size.optional(),
  hidden_size: size.optional(),
  patch_size: side.optional(),
  image_size: side.optional(),
  text_config: z
    .object({
      max_position_embeddings: z.number().int().positive().optional(),
      pad_token_id: z.number().int().nullish(),
    })
    .optional(),
  text_cfg: z
    .object({
      context_length: z.number().int().positive().optional(),
      tokenizer_kwargs: z.object({ clean: z.string().optional() }).optional(),
    })
    .optional(),
});

export type ModelConfig = z.output<typeof configSchema>;

/** config.json of either layout. @throws UserError bad-encoder */
export function readModelConfig(path: string): ModelConfig {
  return readModelJson(path, configSchema);
}
