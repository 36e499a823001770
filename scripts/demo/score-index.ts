import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openImageTextEncoder } from '../../main/encoders/index.ts';
import { ask } from '../../main/index/ask.ts';
import { loadIndex } from '../../main/index/index-run.ts';
import { LanguageIndex } from '../../main/index/language-index.ts';
import { ProjectFile } from '../../main/store/project-file.ts';
import { CANONICAL_PHRASES } from '../../main/view/phrases.ts';

/** What the language index of a capture finds in 3D. */
export interface MeasuredIndex {
  readonly points: number;
  readonly bytes: number;
  readonly rankCorrelation: number;
  readonly phrases: number;
  /** Phrases whose most relevant point lies in the box of something they are true of. */
  readonly peaksInside: number;
  /** Phrases whose best object has its centre in such a box. */
  readonly objectsInside: number;
  readonly missed: readonly string[];
  readonly relations: number;
  /** Sentences about places whose first answer has its centre in the box of the one right object. */
  readonly relationsRight: number;
  /** Those that the same sentence finds as one phrase: where its most relevant point lies. */
  readonly plainRight: number;
  readonly missedRelations: readonly string[];
}

/** The parts of `scene.json` that questions are checked against; boxes are in the capture's world. */
interface SceneFile {
  readonly objects: readonly { id: number; box: [number[], number[]] }[];
  readonly phrases: readonly { phrase: string; objects: readonly number[]; isPart: boolean }[];
  readonly relations: readonly { query: string; viewer: string | null; answer: number }[];
}

/** By axis. */
type Box = readonly (readonly [low: number, high: number])[];

/** What a point may lie outside of a box: twice the distance between points of the index. */
const MARGIN_SPACINGS = 2;

/** Asks a run's index for everything that is known of the capture's objects, and for where they stand. */
export async function measureIndex(path: string, runId: string, capture: string): Promise<MeasuredIndex> {
  const scene = JSON.parse(readFileSync(join(capture, 'scene.json'), 'utf8')) as SceneFile;
  const project = ProjectFile.open(path, { readonly: true });
  const { transform } = project.captures.get();
  const frames = project.captures.frames();
  const data = loadIndex(project, runId);
  const bytes = project.languageIndexes.list().find((info) => info.runId === runId)!.bytes;
  project.close();

  const boxes = new Map(scene.objects.map(({ id, box }) => [id, boxInWorld(box, transform)]));
  const margin = MARGIN_SPACINGS * data.spacing;
  const isInside = (point: ArrayLike<number>, ids: readonly number[]) =>
    ids.some((id) =>
      boxes.get(id)!.every(([low, high], axis) => point[axis]! >= low - margin && point[axis]! <= high + margin),
    );
  const pointAt = (point: number) => data.positions.subarray(3 * point, 3 * point + 3);

  await using encoder = await openImageTextEncoder(data.origin.encoder, { parts: 'text' });
  const index = await LanguageIndex.open(data);
  const poseOf = (viewer: string | null) =>
    (frames.find(({ file }) => viewer !== null && file.includes(viewer)) ?? frames[0]!).worldFromCamera;
  const inWords = (text: string, viewer: string | null = null) =>
    ask(index, encoder, text, { canonical: CANONICAL_PHRASES, viewer: poseOf(viewer) });

  const things = scene.phrases.filter(({ isPart }) => !isPart);
  const missed: string[] = [];
  let peaksInside = 0;
  let objectsInside = 0;
  for (const { phrase, objects: ids } of things) {
    const { score, objects } = (await inWords(phrase)).phrases[0]!;
    if (score.peak.at >= 0 && isInside(pointAt(score.peak.at), ids)) peaksInside++;
    else missed.push(phrase);
    if (objects[0] && isInside(objects[0].centre, ids)) objectsInside++;
  }

  const missedRelations: string[] = [];
  let relationsRight = 0;
  let plainRight = 0;
  for (const { query, viewer, answer } of scene.relations) {
    const first = (await inWords(query, viewer)).answers[0]?.found[0];
    if (first && isInside(first.object.centre, [answer])) relationsRight++;
    else missedRelations.push(query);
    const canonical = await Promise.all(CANONICAL_PHRASES.map(embedded));
    const { peak } = index.score(await embedded(query), canonical);
    if (peak.at >= 0 && isInside(pointAt(peak.at), [answer])) plainRight++;
  }
  return {
    points: index.points,
    bytes,
    rankCorrelation: data.origin.rankCorrelation,
    phrases: things.length,
    peaksInside,
    objectsInside,
    missed,
    relations: scene.relations.length,
    relationsRight,
    plainRight,
    missedRelations,
  };

  async function embedded(text: string) {
    return { key: `as one phrase: ${text}`, embedding: await encoder.encodeTexts([text]) };
  }
}

/**
 * The box of the normalised world that a box of the capture's world fits in.
 * @param transform 3×4, to the normalised world.
 */
function boxInWorld(box: readonly [number[], number[]], transform: readonly number[]): Box {
  const corners = Array.from({ length: 8 }, (_, corner) => [0, 1, 2].map((axis) => box[(corner >> axis) & 1]![axis]!));
  return [0, 1, 2].map((row) => {
    const [x, y, z, offset] = transform.slice(4 * row, 4 * row + 4) as [number, number, number, number];
    const values = corners.map((at) => x * at[0]! + y * at[1]! + z * at[2]! + offset);
    return [Math.min(...values), Math.max(...values)];
  });
}
