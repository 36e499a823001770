import type { ExtractResult } from '../api/contract.ts';
import type { ExtractionHooks } from '../features/index.ts';
import type { ProjectFile } from '../store/project-file.ts';

export interface Extraction {
  /** Id of the image-text encoder. */
  encoder: string;
  /** With the dense features that go with it. */
  dense: boolean;
  /** Where encoders lie; default: the user's data folder. */
  dataFolder?: string | undefined;
}

/** Opens the encoders and extracts what the project lacks of their features. The caller opens and closes the project. */
export async function extractWith(
  project: ProjectFile,
  { encoder, dense, dataFolder }: Extraction,
  hooks: ExtractionHooks,
): Promise<ExtractResult> {
  const { denseEncoderFor, openDenseEncoder, openImageTextEncoder } = await import('../encoders/index.ts');
  const { extractFeatures } = await import('../features/index.ts');
  const folder = dataFolder === undefined ? {} : { dataFolder };
  await using image = await openImageTextEncoder(encoder, { ...folder, parts: 'image' });
  await using denseEncoder = dense ? await openDenseEncoder(denseEncoderFor(encoder), folder) : null;
  return await extractFeatures(project, { image, dense: denseEncoder }, hooks);
}
