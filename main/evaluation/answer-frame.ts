import { type EncoderOptions, openImageTextEncoder } from '../encoders/index.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedLanguageField } from '../training/trained-field.ts';
import type { RenderHooks } from '../view/field-renderer.ts';
import { encodePng } from '../view/images.ts';
import { embedPhrases } from '../view/phrases.ts';
import { compositeImage } from '../view/relevancy-images.ts';
import type { LabelledFrame } from './labels.ts';
import { isInOutline, peakOf } from './relevancy-map.ts';

export interface Answer {
  readonly query: string;
  /** Size of what was found, in the normalised world. */
  readonly scale: number;
  /** In pixels of the project's image. */
  readonly peak: { readonly relevancy: number; readonly x: number; readonly y: number };
  /** Labels at the peak, which may name one thing in many ways. */
  readonly labels: string[];
  readonly unknownWords: string[];
  /** Relevancy over the colours of the view. */
  readonly png: Buffer;
}

/** Pixels left out in both directions while looking for the scales. */
const SEARCH_STRIDE = 4;

/**
 * Asks a run's language field for several phrases in the view of a labelled photograph, and says what the
 * labels have to say about the answers.
 * @throws UserError conflict, cancelled
 */
export async function answerFrame(
  project: ProjectFile,
  runId: string,
  { frame, phrases: labels }: LabelledFrame<FrameRecord>,
  phrases: readonly string[],
  { onProgress, isCancelled }: RenderHooks,
  encoders: EncoderOptions = {},
): Promise<Answer[]> {
  await using field = await openTrainedLanguageField(project, runId);
  await using encoder = await openImageTextEncoder(field.key.image.encoder, { ...encoders, parts: 'text' });
  const hooks = isCancelled ? { isCancelled } : {};
  const steps = phrases.length + 2;
  onProgress?.(0, steps, 'Rendering the view');
  const colours = await field.renderer.render(frame, hooks);
  onProgress?.(1, steps, 'Looking for the scales');
  const queries = await embedPhrases(encoder, field.key, phrases);
  const found = await field.language.relevancy(frame, queries, { ...hooks, stride: SEARCH_STRIDE });
  const answers: Answer[] = [];
  for (const [index, query] of phrases.entries()) {
    onProgress?.(2 + index, steps, `Looking for ‘${query}’`);
    const { scale } = found[index]!;
    const own = { ...queries, phrases: embeddingOf(queries.phrases, index, phrases.length) };
    const [view] = await field.language.relevancy(frame, own, { ...hooks, scales: [scale] });
    const { map, width, height } = view!;
    const peak = peakOf({ scale, width, height, stride: 1, values: map });
    answers.push({
      query,
      scale,
      peak,
      labels: [...labels].flatMap(([label, outlines]) => (isInOutline(outlines, peak.x, peak.y) ? [label] : [])),
      unknownWords: encoder.unknownWords(query),
      png: await encodePng(compositeImage(colours, map)),
    });
  }
  onProgress?.(steps, steps, 'Done');
  return answers;
}

function embeddingOf(embeddings: Float32Array, index: number, count: number): Float32Array {
  const dimensions = embeddings.length / count;
  return embeddings.subarray(index * dimensions, (index + 1) * dimensions);
}
