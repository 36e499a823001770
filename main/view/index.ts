import sharp from 'sharp';
import type { Frame, FreeCamera, Mark, RelevancyDisplay, RenderResult } from '../api/contract.ts';
import { type EncoderOptions, openImageTextEncoder } from '../encoders/index.ts';
import { UserError } from '../errors.ts';
import { psnr } from '../evaluation/psnr.ts';
import type { FrameRecord } from '../store/captures.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { openTrainedField, openTrainedLanguageField } from '../training/trained-field.ts';
import { depthImage, greyImage } from './colour-maps.ts';
import type { RenderedView, RenderHooks } from './field-renderer.ts';
import { drawable } from './fonts.ts';
import { encodePng, loadPhotograph, type RgbImage, toRgb } from './images.ts';
import { SCALES } from './language-renderer.ts';
import { legend } from './legend.ts';
import { marksOverlay } from './marks.ts';
import { CANONICAL_PHRASES, embedPhrases } from './phrases.ts';
import { compositeImage, DEFAULT_DISPLAY, extent, relevancyImage } from './relevancy-images.ts';
import { freeFrame, type ImageSize, resizedFrame } from './view-camera.ts';

export type FieldOutput = 'rgb' | 'depth' | 'accumulation';
export type LanguageOutput = 'relevancy' | 'composite';

/** What is asked of a language field. */
export interface Question {
  readonly query: string;
  /** What is looked for instead of the query's own meaning, unit length: ‘things like this’. */
  readonly embedding?: Float32Array | undefined;
  /** Default: CANONICAL_PHRASES. */
  readonly canonical?: readonly string[] | undefined;
  /** Size of what is looked for, in the normalised world. Default: the one with the highest peak. */
  readonly scale?: number | undefined;
  /** Default: as the reference implementation shows it; relevancy alone from 0 to 1. */
  readonly display?: RelevancyDisplay | undefined;
}

/** What a picture shows besides the field. */
export interface Dressing {
  readonly marks?: readonly Mark[] | undefined;
  /** Under relevancy and composites: what was asked and what the colours mean. */
  readonly legend?: boolean | undefined;
}

export interface ViewHooks extends RenderHooks {
  /** A coarse picture of the whole view, and finer ones, before the one that is returned. */
  onPicture?(png: Buffer): void;
}

export type ViewCamera =
  /** That of a photograph, by its index; at the photograph's size unless told otherwise. */
  | ({ readonly frame: number; readonly camera?: undefined } & {
      readonly [Key in keyof ImageSize]?: ImageSize[Key] | undefined;
    })
  | ({ readonly camera: FreeCamera; readonly frame?: undefined } & ImageSize);

export type ViewRequest = { readonly runId: string } & ViewCamera &
  Dressing &
  (
    | { readonly output: FieldOutput }
    | ({ readonly output: LanguageOutput; readonly encoders: EncoderOptions } & Question)
  ) &
  ViewHooks;

export type RenderedFrame = RenderResult & { readonly png: Buffer };

/**
 * Renders a view from a run's newest checkpoint, coarse at first. The PSNR against its photograph comes with
 * colour renders at its own size, the peak and scale with those of relevancy.
 * @throws UserError not-found, conflict, cancelled
 */
export async function renderFrame(project: ProjectFile, request: ViewRequest): Promise<RenderedFrame> {
  const { camera, photograph } = cameraOf(project, request);
  switch (request.output) {
    case 'relevancy':
    case 'composite':
      return askView(project, camera, request);
    default:
      return showView(project, camera, photograph, request);
  }
}

/** @throws UserError not-found */
function cameraOf(project: ProjectFile, request: ViewCamera): { camera: Frame; photograph: FrameRecord | null } {
  if (request.camera !== undefined) return { camera: freeFrame(request.camera, request), photograph: null };
  const photograph = project.captures.frames().find(({ index }) => index === request.frame);
  if (!photograph) throw new UserError('not-found', `The project has no camera ${request.frame}.`);
  const { width, height } = request;
  const camera = resizedFrame(photograph, {
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  });
  return { camera, photograph: camera === photograph ? photograph : null };
}

/** Pixels left out in both directions by the first, coarse picture; views of few pixels are done before it would be seen. */
const COARSE_STRIDE = 8;
const FEW_PIXELS = 100_000;

async function showView(
  project: ProjectFile,
  camera: Frame,
  photograph: FrameRecord | null,
  request: { runId: string; output: FieldOutput } & Dressing & ViewHooks,
): Promise<RenderedFrame> {
  const { runId, output, onPicture, marks } = request;
  await using field = await openTrainedField(project, runId);
  const [before, main] = stagesOf(request, [0.02, 0.98]);
  if (onPicture && isLarge(camera)) {
    const coarse = await field.renderer.render(camera, before, COARSE_STRIDE);
    onPicture(await enlarged(fieldImage(coarse, output), camera));
  }
  const view = await field.renderer.render(camera, main);
  const quality =
    output === 'rgb' && photograph ? psnr(view.colour, (await loadPhotograph(project, photograph)).pixels) : null;
  const { width, height } = view;
  return {
    png: await dressed(fieldImage(view, output), camera, marks, null),
    width,
    height,
    psnr: quality,
    relevancy: null,
  };
}

function fieldImage(view: RenderedView, output: FieldOutput): RgbImage {
  switch (output) {
    case 'rgb':
      return toRgb(view);
    case 'depth':
      return depthImage(view);
    case 'accumulation':
      return greyImage(view.accumulation, view.width, view.height);
  }
}

const isLarge = ({ intrinsics: { width, height } }: Frame) => width * height > FEW_PIXELS;

/** Pixels left out in both directions while looking for the scale. */
const SEARCH_STRIDE = 4;
/** A view of many pixels is searched at about as many places as one of the photographs. */
const SEARCH_PIXELS = 480 * 360;
/** What comparing a ray with phrases at one scale takes, in units of sampling it (measured at 0.2 to 0.3). */
const SCALE_WORK = 0.25;

async function askView(
  project: ProjectFile,
  camera: Frame,
  request: { runId: string; output: LanguageOutput; encoders: EncoderOptions } & Question & Dressing & ViewHooks,
): Promise<RenderedFrame> {
  const { runId, output, query, canonical, onPicture, marks } = request;
  await using field = await openTrainedLanguageField(project, runId);
  await using encoder = await openImageTextEncoder(field.key.image.encoder, { ...request.encoders, parts: 'text' });
  const texts = await embedPhrases(encoder, field.key, [query], canonical);
  const queries = { ...texts, phrases: request.embedding ?? texts.phrases };
  const display = request.display ?? (output === 'composite' ? DEFAULT_DISPLAY : { ...DEFAULT_DISPLAY, range: 'raw' });
  const picture = (map: Float32Array, width: number, height: number, colours: RenderedView | null) =>
    colours === null ? relevancyImage(width, height, map, display) : compositeImage(colours, map, display);

  const { width, height } = camera.intrinsics;
  const stride = SEARCH_STRIDE * Math.max(1, Math.round(Math.sqrt((width * height) / SEARCH_PIXELS)));
  const scales = request.scale === undefined ? SCALES : [request.scale];
  const [searching, ...rendering] = stagesOf(request, [
    (2 + scales.length * SCALE_WORK) / stride ** 2,
    output === 'composite' ? 1 : 0,
    1 + SCALE_WORK,
  ]);
  const [search] = await field.language.relevancy(camera, queries, { ...searching, scales, stride });
  if (onPicture && isLarge(camera)) {
    const colours = output === 'composite' ? await field.renderer.render(camera, cancellable(request), stride) : null;
    onPicture(await enlarged(picture(search!.map, search!.width, search!.height, colours), camera));
  }
  const colours = output === 'composite' ? await field.renderer.render(camera, rendering[0]) : null;
  const [view] = await field.language.relevancy(camera, queries, { ...rendering[1], scales: [search!.scale] });
  const { map, scale } = view!;
  const [lowest, highest] = extent(map);
  const words = {
    query,
    canonical: canonical ?? CANONICAL_PHRASES,
    scale,
    extent: [lowest, highest] as const,
    display,
  };
  return {
    png: await dressed(picture(map, width, height, colours), camera, marks, request.legend ? words : null),
    width,
    height,
    psnr: null,
    relevancy: { peak: highest, scale, unknownWords: encoder.unknownWords(query) },
  };
}

const cancellable = ({ isCancelled }: RenderHooks): RenderHooks => (isCancelled ? { isCancelled } : {});

/** A coarse picture at the size of the one that it stands for. */
function enlarged({ width, height, pixels }: RgbImage, { intrinsics }: Frame): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(intrinsics.width, intrinsics.height, { fit: 'fill', kernel: 'linear' })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** With marks over it and words under it. */
async function dressed(
  image: RgbImage,
  camera: Frame,
  marks: readonly Mark[] | undefined,
  words: Parameters<typeof legend>[0] | null,
): Promise<Buffer> {
  const overlay = marksOverlay(camera, marks ?? []);
  if (overlay === null && words === null) return encodePng(image);
  const { width, height, pixels } = image;
  const strip = words && legend(words, width);
  const layers = [
    ...(overlay === null ? [] : [{ input: await drawable(overlay), top: 0, left: 0 }]),
    ...(strip === null ? [] : [{ input: await drawable(strip.svg), top: height, left: 0 }]),
  ];
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .extend({ bottom: strip?.height ?? 0, background: '#141517' })
    .composite(layers)
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** Hooks for work in stages, of which each takes so much: their progress is counted as one. */
function stagesOf({ onProgress, isCancelled }: RenderHooks, works: readonly number[]): RenderHooks[] {
  const total = 1000;
  const all = works.reduce((a, b) => a + b, 0);
  return works.map((work, index) => {
    const before = works.slice(0, index).reduce((a, b) => a + b, 0);
    return {
      ...(isCancelled ? { isCancelled } : {}),
      onProgress: (done, of, message) =>
        onProgress?.(Math.round((total * (before + (work * done) / of)) / all), total, message),
    };
  });
}
