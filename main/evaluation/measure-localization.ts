import type { EncoderOptions } from '../encoders/index.ts';
import { openImageTextEncoder } from '../encoders/index.ts';
import { UserError } from '../errors.ts';
import { embedTiles } from '../features/embed-tiles.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedLanguageField } from '../training/trained-field.ts';
import { loadPhotograph } from '../view/images.ts';
import { embedPhrases } from '../view/phrases.ts';
import { cropRelevancy } from './crop-relevancy.ts';
import { matchLabels, readLabels } from './labels.ts';
import { type Localization, type LocalizationHooks, localize, type RelevancyOf } from './localization.ts';

export interface LocalizationRequest {
  readonly runId: string;
  /** Folder of label files. */
  readonly labels: string;
  /** Look at every n-th pixel in both directions. */
  readonly stride: number;
  /** Measure what the run's encoder finds in the labelled photographs themselves, without the field. */
  readonly baseline: boolean;
  readonly encoders?: EncoderOptions;
}

export interface MeasuredLocalization extends Localization {
  readonly encoder: string;
  /** Label files whose photograph the project does not have. */
  readonly unmatched: string[];
}

/**
 * Asks a run's language field, or its encoder alone, for everything that is labelled.
 * @throws UserError not-found, bad-request, conflict, cancelled
 */
export async function measureLocalization(
  project: ProjectFile,
  { runId, labels, stride, baseline, encoders = {} }: LocalizationRequest,
  hooks: LocalizationHooks,
): Promise<MeasuredLocalization> {
  const { labelled, unmatched } = matchLabels(await readLabels(labels), project.captures.frames());
  await using field = await openTrainedLanguageField(project, runId);
  const { encoder: id } = field.key.image;
  await using encoder = await openImageTextEncoder(id, { ...encoders, parts: baseline ? 'both' : 'text' });

  const inField: RelevancyOf<FrameRecord> = async (frame, phrases) => {
    const { isCancelled } = hooks;
    const queries = await embedPhrases(encoder, field.key, phrases);
    const views = await field.language.relevancy(frame, queries, { stride, ...(isCancelled && { isCancelled }) });
    return views.map(({ map, ...view }) => ({ ...view, stride, values: map }));
  };
  const inPhotograph: RelevancyOf<FrameRecord> = async (frame, phrases) => {
    const queries = await embedPhrases(encoder, field.key, phrases);
    const photograph = await loadPhotograph(project, frame);
    const grids = await embedTiles(photograph, encoder, frame.file, async (_crops, encode) => {
      if (hooks.isCancelled?.()) throw new UserError('cancelled', 'The measurement was cancelled.');
      await encode();
    });
    return cropRelevancy(photograph, grids, queries, encoder.dimensions, stride);
  };
  const measured = await localize(labelled, baseline ? inPhotograph : inField, hooks);
  return { ...measured, encoder: id, unmatched };
}
