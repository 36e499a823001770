import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedLanguageField, type TrainedLanguageField } from '../training/trained-field.ts';
import { embedPhrases } from '../view/phrases.ts';
import { buildIndex, type FieldSampler, type IndexHooks } from './build-index.ts';
import type { IndexData } from './index-data.ts';
import { decodeIndex, encodeIndex } from './index-format.ts';

/** From nothing to what the reference implementation tries at most, closer together where things are small. */
export const INDEX_SCALES: readonly number[] = Array.from({ length: 8 }, (_, i) => 1.5 * (i / 7) ** 2);

/** Every day's words: an index must order places by them as the field itself does. */
const PROBES = ['cup', 'book', 'plant', 'lamp', 'wooden table', 'something red', 'floor', 'toy'];

/** The region of interest is [-1, 1]; what stands at its edge is in it whole. */
const BOX_MARGIN = 0.5;

export interface IndexedRun {
  readonly data: IndexData;
  /** What it takes in the project. */
  readonly bytes: number;
}

/**
 * Builds the index of a run's newest checkpoint and keeps it in the project.
 * @param encoder the one that the run's language field was trained with.
 * @throws UserError not-found, conflict, cancelled, read-only, disk
 */
export async function indexRun(
  project: ProjectFile,
  runId: string,
  encoder: Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts'>,
  hooks: IndexHooks = {},
): Promise<IndexedRun> {
  await using field = await openTrainedLanguageField(project, runId);
  const { image } = field.key;
  const { sceneBox } = project.captures.get();
  const data = await buildIndex(
    samplerOf(field),
    {
      cameras: project.captures.frames().filter(({ split }) => split === 'train'),
      box: sceneBox.map((edge, i) => edge + (i < 3 ? -BOX_MARGIN : BOX_MARGIN)),
      origin: { run: runId, step: field.step, encoder: image.encoder, fingerprint: image.fingerprint },
      probes: await embedPhrases(encoder, field.key, PROBES),
    },
    hooks,
  );
  const bytes = encodeIndex(data);
  const { views, scales } = data;
  project.languageIndexes.save({ runId, step: field.step, points: views.length, scales: scales.length }, bytes);
  return { data, bytes: bytes.length };
}

/** The index of a run. @throws UserError conflict if it has none, bad-project if it is damaged */
export function loadIndex(project: ProjectFile, runId: string): IndexData {
  const saved = project.languageIndexes.load(runId);
  if (saved) return decodeIndex(saved.bytes);
  throw new UserError('conflict', `Run ${runId} has no language index yet.`, 'Build it first (`lerf index`).');
}

function samplerOf({ renderer, language }: TrainedLanguageField): FieldSampler {
  const { dimensions, isSingleScale } = language.setup;
  return {
    dimensions: dimensions.clip,
    scales: isSingleScale ? [0] : INDEX_SCALES,
    view: (camera, stride) => renderer.render(camera, {}, stride),
    embeddings: (positions, scale) => language.embeddings(positions, scale),
  };
}
