/**
 * Where tests find their data: the real captures that lie beside the checkout (`../shared/data`, read
 * only, too large for the repository) and the reference numbers in `reference/`, which were computed
 * with nerfstudio and the reference implementation of LERF and which our own code must reproduce.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const repositoryRoot = path.resolve(import.meta.dirname, '../..');
const sharedRoot = path.resolve(repositoryRoot, '../shared/data');

/** Absolute path of a file or folder under `../shared/data`, e.g. `sharedData('fox', 'images')`. */
export function sharedData(...parts: string[]): string {
  return path.join(sharedRoot, ...parts);
}

const announced = new Set<string>();

/**
 * For `describe.skipIf(missingSharedData('fox'))`: whether the capture is absent on this machine. Says so
 * once, so that a run without the data cannot be mistaken for one that checked it.
 */
export function missingSharedData(...parts: string[]): boolean {
  const wanted = sharedData(...parts);
  if (existsSync(wanted)) return false;
  if (!announced.has(wanted)) {
    announced.add(wanted);
    console.warn(`Skipping tests on a real capture: ${wanted} is not on this machine.`);
  }
  return true;
}

/** Row-major numbers with their shape. */
export interface ReferenceArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Arrays<Name extends string> = { readonly [key in Name]: ReferenceArray };
type Scalars<Name extends string> = { readonly [key in Name]: number };

/** One entry per file in `reference/`; each file's own `about` says what its arrays mean. */
interface References {
  scene_contraction: Arrays<'p' | 'contract_inf' | 'contract_l2'>;
  sampling: Scalars<'near' | 'far'> &
    Arrays<
      | 'origins'
      | 'directions'
      | 's_start0'
      | 's_end0'
      | 't_start0'
      | 't_end0'
      | 'density0'
      | 'weights0'
      | 's_start1'
      | 's_end1'
      | 't_start1'
      | 't_end1'
    >;
  volume_rendering: Scalars<'mse'> &
    Arrays<
      | 'density'
      | 'rgb'
      | 'target'
      | 'weights'
      | 'rendered'
      | 'accumulation'
      | 'depth_median'
      | 'depth_expected'
      | 'grad_density'
      | 'grad_rgb'
    >;
  proposal_losses: Scalars<'interlevel' | 'distortion'> &
    Arrays<'grad_interlevel_density0' | 'grad_distortion_density1'>;
  language_rendering: Scalars<'clip_target_missing_ray' | 'clip_loss' | 'dino_loss'> &
    Arrays<
      | 'raw'
      | 'sample_ids'
      | 'weights'
      | 'clip'
      | 'dino_raw'
      | 'dino'
      | 'clip_target'
      | 'dino_target'
      | 'grad_raw_clip'
      | 'grad_dino_raw'
    >;
  relevancy: Arrays<'queries' | 'canonical' | 'embeddings' | 'relevancy'>;
  clip_pyramid: Arrays<'images' | 'M' | 'points' | 'values'> & {
    readonly levels: readonly Scalars<'tile_ratio' | 'kernel' | 'stride' | 'padding' | 'rows' | 'cols'>[];
    readonly centers: readonly Arrays<'row' | 'col'>[];
  };
  fox_cameras: Scalars<'scale'> &
    Arrays<'transform' | 'c2w' | 'fx' | 'fy' | 'cx' | 'cy' | 'camera_index' | 'coords' | 'origins' | 'directions'> & {
      readonly file_names: readonly string[];
    };
}

/** The reference numbers of one file, e.g. `loadReference('sampling').t_start0.data`. */
export function loadReference<Name extends keyof References>(name: Name): References[Name] {
  const file = path.join(import.meta.dirname, 'reference', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as References[Name];
}
