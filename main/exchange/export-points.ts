/** Points of the index and objects as files: PLY, SPZ and JSON. */
import type { z } from 'zod';
import type { exportRequestSchema } from '../api/contract.ts';
import type { Pose } from '../capture/types.ts';
import type { ImageTextEncoder } from '../encoders/types.ts';
import { UserError } from '../errors.ts';
import { type AskResult, ask } from '../index/ask.ts';
import type { IndexData } from '../index/index-data.ts';
import { loadIndex } from '../index/index-run.ts';
import type { LanguageIndex } from '../index/language-index.ts';
import { activePhrases, DEFAULT_PHRASE_SET } from '../query/phrase-sets.ts';
import { checkReading } from '../query/relations/check-reading.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { compositeImage } from '../view/relevancy-images.ts';
import { objectsDocument } from './objects-document.ts';
import { encodePly } from './ply.ts';
import { type PhraseColumn, pointScene } from './scene.ts';
import { encodeSpz } from './spz.ts';
import { worldOf } from './world.ts';

export type PointsRequest = Extract<z.output<typeof exportRequestSchema>, { format: 'ply' | 'spz' | 'json' }>;

/** Where questions are asked. */
export interface AskedIndex {
  readonly index: LanguageIndex;
  encoder(): Promise<Pick<ImageTextEncoder, 'id' | 'fingerprint' | 'encodeTexts'>>;
}

export interface ExportHooks {
  onProgress?(done: number, total: number | null, message: string): void;
  isCancelled?(): boolean;
}

export interface Exported {
  readonly bytes: Uint8Array;
  readonly warnings: readonly string[];
}

export interface PointsSetting {
  /** That wrote the file: name and version of the program. */
  readonly generator: string;
  readonly runId: string;
  /** Called once, and only if there are questions. */
  openIndex(): Promise<AskedIndex>;
}

/** 32 bits tell positions apart that differ by this part of their distance from the origin. */
const FLOAT_PRECISION = 2 ** -23;

/**
 * A file of points or objects, with what the questions find.
 * @throws UserError conflict if the run has no index or another encoder; bad-request, cancelled
 */
export async function exportPoints(
  project: ProjectFile,
  request: PointsRequest,
  setting: PointsSetting,
  { onProgress, isCancelled }: ExportHooks = {},
): Promise<Exported> {
  const { generator, runId } = setting;
  const { questions } = request;
  const data = loadIndex(project, runId);
  const { transform } = project.captures.get();
  const canonical = request.canonical ?? activePhrases(DEFAULT_PHRASE_SET);
  const viewer = request.viewer ?? firstCamera(project);
  const steps = questions.length + 1;
  const answers: AskResult[] = [];
  if (questions.length > 0) {
    onProgress?.(0, steps, 'Opening the index');
    const { index, encoder: openEncoder } = await setting.openIndex();
    const encoder = await openEncoder();
    for (const [done, { text, ...question }] of questions.entries()) {
      onProgress?.(done, steps, `Asking for “${text}”`);
      answers.push(await ask(index, encoder, text, { ...settingsOf(question), canonical, viewer }));
      if (isCancelled?.()) throw new UserError('cancelled', 'The export was cancelled.');
    }
  }
  onProgress?.(questions.length, steps, 'Writing');

  if (request.format === 'json') {
    const asked = answers.map((answer, i) => ({ text: questions[i]!.text, answer }));
    const document = objectsDocument({ project, data, transform, canonical, asked, generator });
    return { bytes: Buffer.from(`${JSON.stringify(document, null, 2)}\n`, 'utf8'), warnings: [] };
  }

  const world = worldOf(request.world, transform);
  const scene = pointScene(data, world);
  if (request.format === 'spz') {
    const colours = colouring(request, answers, data);
    return { bytes: encodeSpz(scene, colours), warnings: [] };
  }
  const farthest = scene.positions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isCoarse = farthest * FLOAT_PRECISION > scene.spacing / 4;
  const remarks = [
    `${generator}: project "${project.info.name}", run ${runId}, step ${data.origin.step}`,
    world.name === 'capture'
      ? 'Coordinates: those of the capture as it was imported, in its unit.'
      : 'Coordinates: normalised, z up, the cameras within -1 to 1.',
    `Points are ${scene.spacing.toPrecision(4)} apart.`,
    'confidence in [0, 1]; views: training cameras that see the point.',
    'relevancy in [0, 1]; object: 0, or its number, best first.',
    ...(questions.length === 0 ? [] : [`Weighed against: ${canonical.map((phrase) => `"${phrase}"`).join(', ')}`]),
  ];
  return {
    bytes: encodePly(scene, phraseColumns(answers, data, world.scale), remarks),
    warnings: isCoarse
      ? ['The capture lies so far from its origin that PLY rounds its points; normalised coordinates are exact.']
      : [],
  };
}

function settingsOf({ reading, like, scale, threshold }: Omit<PointsRequest['questions'][number], 'text'>) {
  return {
    reading: reading ? checkReading(reading) : undefined,
    like: like ?? undefined,
    scale: scale ?? undefined,
    threshold: threshold ?? undefined,
  };
}

/** One column for each phrase, however many questions speak of it. */
function phraseColumns(answers: readonly AskResult[], { scales }: IndexData, length: number): PhraseColumn[] {
  const columns = answers.flatMap(({ phrases }) =>
    phrases.map(({ phrase, score, objects }) => ({
      phrase,
      scale: scales[score.scale]! * length,
      relevancy: score.relevancy,
      objects,
    })),
  );
  const known = new Set<string>();
  return columns.filter(({ phrase, scale }) => {
    const key = JSON.stringify([phrase, scale]);
    return !known.has(key) && known.add(key);
  });
}

/** The colours of splats: as the 3D view shows the points. */
function colouring(
  { colouredBy, display, questions }: Extract<PointsRequest, { format: 'spz' }>,
  answers: readonly AskResult[],
  { colours }: IndexData,
): Uint8Array {
  if (colouredBy === null) return colours;
  const relevancy = answers[colouredBy]?.phrases[0]?.score.relevancy;
  if (relevancy) {
    const image = { width: relevancy.length, height: 1, colour: Float32Array.from(colours, (value) => value / 255) };
    return compositeImage(image, relevancy, display).pixels;
  }
  throw new UserError('bad-request', `There is no question ${colouredBy} to colour by: there are ${questions.length}.`);
}

function firstCamera(project: ProjectFile): Pose {
  const [first] = project.captures.frames();
  if (first) return first.worldFromCamera;
  throw new UserError('bad-project', 'The project has no photographs.', 'Import the capture again.');
}
