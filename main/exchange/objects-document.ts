/**
 * Objects and their boxes as data. The form is described for users in docs/exports.md; a change that a reader
 * would stumble over counts `version` up.
 */
import { z } from 'zod';
import { foundObjectSchema } from '../api/contract.ts';
import type { Vector } from '../capture/matrix.ts';
import type { Pose } from '../capture/types.ts';
import type { AskResult } from '../index/ask.ts';
import type { IndexData } from '../index/index-data.ts';
import type { Cluster } from '../query/clusters.ts';
import type { Answer } from '../query/relations/answer.ts';
import { writeSentence } from '../query/relations/sentence.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { movePosition, turnDirection, type World, worldOf } from './world.ts';

const vector = z.tuple([z.number(), z.number(), z.number()]);
const boxSchema = z.object({
  /** Of the box: in the middle of it. */
  centre: vector,
  /** Unit length, at right angles, right-handed; the last one is up. */
  axes: z.tuple([vector, vector, vector]),
  /** What the box measures along each axis. */
  extent: vector,
});
const placedSchema = z.object({
  capture: boxSchema,
  normalised: boxSchema,
});
const foundSchema = z.object({
  /** From 1, best first: what the object is called in a PLY export of the same questions. */
  number: z.number().int(),
  /** Mean relevancy of its most relevant tenth, in [0, 1]. */
  score: z.number(),
  /** How far the place can be relied on, in [0, 1]. */
  confidence: z.number(),
  points: z.number().int(),
  box: placedSchema,
});
const lengthSchema = z.object({ capture: z.number(), normalised: z.number() });

export const objectsDocumentSchema = z.object({
  format: z.literal('lerf-studio-objects'),
  version: z.literal(1),
  generator: z.string(),
  createdAt: z.string(),
  project: z.string(),
  run: z.object({ id: z.string(), step: z.number().int(), encoder: z.string() }),
  worlds: z.object({
    capture: z.literal('coordinates and unit of the capture as it was imported'),
    normalised: z.literal('z up, the cameras within -1 to 1'),
    /** 3×4, row-major: normalised = matrix · (capture, 1). */
    normalisedFromCapture: z.array(z.number()).length(12),
  }),
  canonical: z.array(z.string()),
  questions: z.array(
    z.object({
      text: z.string(),
      /** What the sentence is about; a plain question is its own one phrase. */
      phrases: z.array(
        z.object({
          phrase: z.string(),
          /** Size of what was looked for. */
          scale: lengthSchema,
          peak: z.object({ relevancy: z.number(), capture: vector.nullable(), normalised: vector.nullable() }),
          objects: z.array(foundSchema),
        }),
      ),
      /** For each thing that a sentence about places looks for: what is it and stands there, best first. */
      answers: z.array(
        z.object({
          thing: z.string(),
          found: z.array(foundSchema.extend({ phrase: z.string().nullable() })),
          missing: z.array(z.string()),
        }),
      ),
    }),
  ),
  kept: z.array(
    foundSchema.omit({ number: true }).extend({
      name: z.string(),
      phrase: z.string(),
      keptAt: z.string(),
      runId: z.string(),
    }),
  ),
});
export type ObjectsDocument = z.infer<typeof objectsDocumentSchema>;

interface NormalisedBox {
  readonly centre: Vector;
  readonly axes: readonly [Vector, Vector, Vector];
  readonly halfExtent: Vector;
}

export interface ObjectsSource {
  readonly project: ProjectFile;
  readonly data: IndexData;
  /** 3×4, from the capture's world to the normalised one. */
  readonly transform: Pose;
  readonly canonical: readonly string[];
  readonly asked: readonly { readonly text: string; readonly answer: AskResult }[];
  readonly generator: string;
}

export function objectsDocument({
  project,
  data,
  transform,
  canonical,
  asked,
  generator,
}: ObjectsSource): ObjectsDocument {
  const capture = worldOf('capture', transform);
  const { origin, scales, positions } = data;
  const at = (point: number): Vector => [positions[3 * point]!, positions[3 * point + 1]!, positions[3 * point + 2]!];
  return {
    format: 'lerf-studio-objects',
    version: 1,
    generator,
    createdAt: new Date().toISOString(),
    project: project.info.name,
    run: { id: origin.run, step: origin.step, encoder: origin.encoder },
    worlds: {
      capture: 'coordinates and unit of the capture as it was imported',
      normalised: 'z up, the cameras within -1 to 1',
      normalisedFromCapture: transform,
    },
    canonical: [...canonical],
    questions: asked.map(({ text, answer }) => ({
      text,
      phrases: answer.phrases.map(({ phrase, score, objects }) => ({
        phrase,
        scale: { capture: scales[score.scale]! * capture.scale, normalised: scales[score.scale]! },
        peak: {
          relevancy: score.peak.relevancy,
          capture: score.peak.at < 0 ? null : movePosition(capture, at(score.peak.at)),
          normalised: score.peak.at < 0 ? null : at(score.peak.at),
        },
        objects: objects.map((object, i) => describeObject(object, i + 1, capture)),
      })),
      answers: answer.answers.map((found) => describeAnswer(found, answer, capture)),
    })),
    kept: keptObjects(project, capture),
  };
}

/** Those of other versions that cannot be read are left out. */
function keptObjects({ keptObjects }: ProjectFile, capture: World): ObjectsDocument['kept'] {
  return keptObjects.list().flatMap(({ name, phrase, keptAt, runId, object }) => {
    const { data } = foundObjectSchema.safeParse(object);
    if (!data) return [];
    const { score, confidence, points } = data;
    return [{ name, phrase, keptAt, runId, score, confidence, points, box: placed(data, capture) }];
  });
}

function describeAnswer({ thing, found, missing }: Answer, { foundBy }: AskResult, capture: World) {
  return {
    thing: writeSentence([thing]),
    found: found.map(({ object, score }, i) => ({
      ...describeObject(object, i + 1, capture),
      score,
      phrase: foundBy.get(object) ?? null,
    })),
    missing: [...missing],
  };
}

function placed(box: NormalisedBox, capture: World): z.infer<typeof placedSchema> {
  const extent = box.halfExtent.map((half) => 2 * half) as Vector;
  return {
    capture: {
      centre: movePosition(capture, box.centre),
      axes: box.axes.map((axis) => turnDirection(capture, axis)) as [Vector, Vector, Vector],
      extent: extent.map((length) => length * capture.scale) as Vector,
    },
    normalised: { centre: [...box.centre], axes: [...box.axes], extent },
  };
}

function describeObject(
  { score, confidence, points, box }: Cluster,
  number: number,
  capture: World,
): z.infer<typeof foundSchema> {
  return { number, score, confidence, points: points.length, box: placed(box, capture) };
}
