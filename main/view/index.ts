import type { RenderResult } from '../api/contract.ts';
import { type EncoderOptions, openImageTextEncoder } from '../encoders/index.ts';
import { UserError } from '../errors.ts';
import { psnr } from '../evaluation/psnr.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedField, openTrainedLanguageField } from '../training/trained-field.ts';
import { depthImage, greyImage } from './colour-maps.ts';
import type { RenderHooks } from './field-renderer.ts';
import { encodePng, loadPhotograph, type RgbImage, toRgb } from './images.ts';
import { SCALES } from './language-renderer.ts';
import { embedPhrases } from './phrases.ts';
import { compositeImage, relevancyImage } from './relevancy-images.ts';

export type FieldOutput = 'rgb' | 'depth' | 'accumulation';
export type LanguageOutput = 'relevancy' | 'composite';

/** What is asked of a language field. */
export interface Question {
  readonly query: string;
  /** Default: CANONICAL_PHRASES. */
  readonly canonical?: readonly string[] | undefined;
  /** Size of what is looked for, in the normalised world. Default: the one with the highest peak. */
  readonly scale?: number | undefined;
}

export type FrameRequest = { readonly runId: string; readonly frame: number } & (
  | { readonly output: FieldOutput }
  | ({ readonly output: LanguageOutput; readonly encoders: EncoderOptions } & Question)
) &
  RenderHooks;

export type RenderedFrame = RenderResult & { readonly png: Buffer };

/**
 * Renders the view of one of the project's cameras from a run's newest checkpoint. The PSNR against its
 * photograph comes with colour renders, the peak and scale with those of relevancy.
 * @throws UserError not-found, conflict, cancelled
 */
export async function renderFrame(project: ProjectFile, request: FrameRequest): Promise<RenderedFrame> {
  const frame = project.captures.frames().find(({ index }) => index === request.frame);
  if (!frame) throw new UserError('not-found', `The project has no camera ${request.frame}.`);
  switch (request.output) {
    case 'relevancy':
    case 'composite':
      return askFrame(project, frame, request);
    default:
      return showFrame(project, frame, request);
  }
}

async function showFrame(
  project: ProjectFile,
  frame: FrameRecord,
  { runId, output, ...hooks }: { runId: string; output: FieldOutput } & RenderHooks,
): Promise<RenderedFrame> {
  await using field = await openTrainedField(project, runId);
  const view = await field.renderer.render(frame, hooks);
  const { width, height } = view;
  const done = async (image: RgbImage, quality: number | null): Promise<RenderedFrame> => ({
    png: await encodePng(image),
    width,
    height,
    psnr: quality,
    relevancy: null,
  });
  switch (output) {
    case 'rgb':
      return done(toRgb(view), psnr(view.colour, (await loadPhotograph(project, frame)).pixels));
    case 'depth':
      return done(depthImage(view), null);
    case 'accumulation':
      return done(greyImage(view.accumulation, width, height), null);
  }
}

/** Pixels left out in both directions while looking for the scale. */
const SEARCH_STRIDE = 4;

async function askFrame(
  project: ProjectFile,
  frame: FrameRecord,
  request: { runId: string; output: LanguageOutput; encoders: EncoderOptions } & Question & RenderHooks,
): Promise<RenderedFrame> {
  const { runId, output, query, canonical } = request;
  await using field = await openTrainedLanguageField(project, runId);
  await using encoder = await openImageTextEncoder(field.key.image.encoder, { ...request.encoders, parts: 'text' });
  const queries = await embedPhrases(encoder, field.key, [query], canonical);

  const phases = stagesOf(request, output === 'composite' ? [0.3, 0.4, 0.3] : [0.4, 0.6]);
  const [search] = await field.language.relevancy(frame, queries, {
    ...phases[0],
    scales: request.scale === undefined ? SCALES : [request.scale],
    stride: SEARCH_STRIDE,
  });
  const [view] = await field.language.relevancy(frame, queries, { ...phases[1], scales: [search!.scale] });
  const { map, width, height, scale } = view!;
  const image =
    output === 'composite'
      ? compositeImage(await field.renderer.render(frame, phases[2]), map)
      : relevancyImage(width, height, map);
  return {
    png: await encodePng(image),
    width,
    height,
    psnr: null,
    relevancy: {
      peak: map.reduce((a, b) => Math.max(a, b), 0),
      scale,
      unknownWords: encoder.unknownWords(query),
    },
  };
}

/** Hooks for work in stages, which take these shares of the time: their progress is counted as one. */
function stagesOf({ onProgress, isCancelled }: RenderHooks, shares: readonly number[]): RenderHooks[] {
  const total = 1000;
  return shares.map((share, index) => {
    const before = shares.slice(0, index).reduce((a, b) => a + b, 0);
    return {
      ...(isCancelled ? { isCancelled } : {}),
      onProgress: (done, of, message) =>
        onProgress?.(Math.round(total * (before + (share * done) / of)), total, message),
    };
  });
}
