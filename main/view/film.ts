import type { FreeCamera, RelevancyDisplay } from '../api/contract.ts';
import { type EncoderOptions, openImageTextEncoder } from '../encoders/index.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedField, openTrainedLanguageField, type TrainedLanguageField } from '../training/trained-field.ts';
import { depthImage, disparityRange } from './colour-maps.ts';
import type { RenderHooks } from './field-renderer.ts';
import { type RgbImage, toRgb } from './images.ts';
import { type Queries, SCALES } from './language-renderer.ts';
import { embedPhrases } from './phrases.ts';
import { compositeImage, DEFAULT_DISPLAY, extent, relevancyImage } from './relevancy-images.ts';
import { freeFrame, type ImageSize } from './view-camera.ts';

/** What a film shows; the same from its first picture to its last. */
export type FilmContent =
  | { readonly output: 'rgb' | 'depth' }
  | {
      readonly output: 'relevancy' | 'composite';
      readonly query: string;
      /** Default: CANONICAL_PHRASES. */
      readonly canonical?: readonly string[] | undefined;
      /** Size of what is looked for, normalised world. Default: where the phrase stands out most along the way. */
      readonly scale?: number | undefined;
      readonly display?: RelevancyDisplay | undefined;
      readonly encoders: EncoderOptions;
    };

export type FilmOrder = { readonly runId: string; readonly cameras: readonly FreeCamera[] } & ImageSize & FilmContent;

type Camera = ReturnType<typeof freeFrame>;
type Paint = (camera: Camera, hooks: RenderHooks) => Promise<RgbImage>;

/** Pictures that are looked at before, so that a colour means the same in all of them. */
const PROBES = 5;
/** Pixels of each of those pictures. */
const PROBE_PIXELS = 5000;
/** What looking at them counts in the progress, in pictures. */
const PROBING = 1;

/**
 * The pictures of a film, one after the other from one open field.
 * @throws UserError conflict, cancelled
 */
export async function* renderFilm(
  project: ProjectFile,
  order: FilmOrder,
  { onProgress, isCancelled }: RenderHooks = {},
): AsyncGenerator<RgbImage> {
  const cameras = order.cameras.map((camera) => freeFrame(camera, order));
  const total = cameras.length + PROBING;
  const hooks = (done: number, message: string, share = 1): RenderHooks => ({
    isCancelled: () => isCancelled?.() ?? false,
    onProgress: (part, of) => onProgress?.(done + (share * part) / of, total, message),
  });
  await using opened = new AsyncDisposableStack();
  onProgress?.(0, total, 'Opening the field');
  const probes = probesOf(cameras);
  const probeHooks = (probe: number) =>
    hooks((PROBING * probe) / probes.length, 'Looking along the way', PROBING / probes.length);
  const paint = await painterOf(project, order, probes, probeHooks, opened);
  for (const [index, camera] of cameras.entries()) {
    const image = await paint(camera, hooks(PROBING + index, `Picture ${index + 1} of ${cameras.length}`));
    if (isCancelled?.()) throw new UserError('cancelled', 'Rendering was cancelled.');
    yield image;
  }
}

async function painterOf(
  project: ProjectFile,
  order: FilmOrder,
  probes: readonly Camera[],
  hooks: (probe: number) => RenderHooks,
  opened: AsyncDisposableStack,
): Promise<Paint> {
  switch (order.output) {
    case 'rgb': {
      const { renderer } = opened.use(await openTrainedField(project, order.runId));
      return async (camera, own) => toRgb(await renderer.render(camera, own));
    }
    case 'depth': {
      const { renderer } = opened.use(await openTrainedField(project, order.runId));
      const seen: number[] = [];
      for (const [index, camera] of probes.entries()) {
        const { depth } = await renderer.render(camera, hooks(index), strideOf(order));
        for (const distance of depth) seen.push(distance);
      }
      const range = disparityRange(Float32Array.from(seen));
      return async (camera, own) => depthImage(await renderer.render(camera, own), range);
    }
    default:
      return askingPainter(project, order, probes, hooks, opened);
  }
}

async function askingPainter(
  project: ProjectFile,
  order: Extract<FilmOrder, { query: string }>,
  probes: readonly Camera[],
  hooks: (probe: number) => RenderHooks,
  opened: AsyncDisposableStack,
): Promise<Paint> {
  const { runId, query, canonical, encoders, output } = order;
  const display = order.display ?? (output === 'composite' ? DEFAULT_DISPLAY : { ...DEFAULT_DISPLAY, range: 'raw' });
  const field = opened.use(await openTrainedLanguageField(project, runId));
  const encoder = opened.use(await openImageTextEncoder(field.key.image.encoder, { ...encoders, parts: 'text' }));
  const queries = await embedPhrases(encoder, field.key, [query], canonical);
  const { scale, limits } = await lookAlong(field, queries, probes, strideOf(order), order.scale, hooks);
  return async (camera, own) => {
    const [asking, showing] = halves(own);
    const [view] = await field.language.relevancy(camera, queries, { ...asking, scales: [scale] });
    const { map, width, height } = view!;
    if (output === 'relevancy') return relevancyImage(width, height, map, display, limits);
    return compositeImage(await field.renderer.render(camera, showing), map, display, limits);
  };
}

/** The scale at which a phrase stands out most in some views, and the relevancies that it has there. */
async function lookAlong(
  { language }: TrainedLanguageField,
  queries: Queries,
  cameras: readonly Camera[],
  stride: number,
  given: number | undefined,
  hooks: (camera: number) => RenderHooks,
): Promise<{ scale: number; limits: [lowest: number, highest: number] }> {
  let scale = given;
  if (scale === undefined) {
    let highest = Number.NEGATIVE_INFINITY;
    for (const [index, camera] of cameras.entries()) {
      const [view] = await language.relevancy(camera, queries, { ...hooks(index), scales: SCALES, stride });
      const peak = Math.max(...view!.peaks);
      if (peak > highest) [highest, scale] = [peak, view!.scale];
    }
  }
  const limits: [number, number] = [1, 0];
  for (const camera of cameras) {
    const { isCancelled } = hooks(0);
    const [view] = await language.relevancy(camera, queries, {
      ...(isCancelled && { isCancelled }),
      scales: [scale!],
      stride,
    });
    const [lowest, highest] = extent(view!.map);
    limits[0] = Math.min(limits[0], lowest);
    limits[1] = Math.max(limits[1], highest);
  }
  return { scale: scale!, limits };
}

/** Evenly along the way, its ends among them. */
function probesOf(cameras: readonly Camera[]): Camera[] {
  const count = Math.min(PROBES, cameras.length);
  const places = Array.from({ length: count }, (_, i) =>
    Math.round((i * (cameras.length - 1)) / Math.max(1, count - 1)),
  );
  return [...new Set(places)].map((place) => cameras[place]!);
}

const strideOf = ({ width, height }: ImageSize) => Math.max(1, Math.ceil(Math.sqrt((width * height) / PROBE_PIXELS)));

/** Hooks for two pieces of work that take about as long as each other. */
function halves({ onProgress, isCancelled }: RenderHooks): [RenderHooks, RenderHooks] {
  const half = (first: number): RenderHooks => ({
    ...(isCancelled && { isCancelled }),
    onProgress: (done, total, message) => onProgress?.(first + done / (2 * total), 1, message),
  });
  return [half(0), half(0.5)];
}
