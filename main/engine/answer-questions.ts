/** Questions on the thread that answers them: from what the contract asks to what it answers. */
import type { z } from 'zod';
import {
  type AskResponse,
  type askRequestSchema,
  askResponseSchema,
  type FoundObject,
  type IndexPoints,
  indexPointsSchema,
  type ObjectReference,
  type PhraseAnswer,
  type PickResponse,
  type pickRequestSchema,
  type QuestionAnswer,
  type questionSchema,
  type RelationAnswer,
  type SensitivityResponse,
  type sensitivityRequestSchema,
} from '../api/contract.ts';
import { encodeParcel, type ParcelArray } from '../api/parcel.ts';
import { UserError } from '../errors.ts';
import { type AskResult, ask, isDoubtful, type PhraseResult } from '../index/ask.ts';
import { askSensitivity } from '../index/ask-sensitivity.ts';
import { namePoint, whyNotCounted } from '../index/pick.ts';
import type { Cluster } from '../query/clusters.ts';
import type { Answer, Found } from '../query/relations/answer.ts';
import { checkReading } from '../query/relations/check-reading.ts';
import { writeSentence } from '../query/relations/sentence.ts';
import type { Peak } from '../query/relevancy.ts';
import type { OpenIndex } from './open-indexes.ts';

type Question = z.output<typeof questionSchema>;

export type AskOrder = z.output<typeof askRequestSchema>;
export type PickOrder = z.output<typeof pickRequestSchema> & { vocabulary: readonly string[] };
export type SensitivityOrder = z.output<typeof sensitivityRequestSchema>;

const MAX_OBJECTS = 50;
const MAX_FOUND = 20;

/** The parcel of what the index holds of its points. @param names of encoders, by their ids. */
export function answerPoints({ index }: OpenIndex, names: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const { origin, scales, spacing, positions, colours, normals, views, confidence } = index.data;
  const header: IndexPoints = {
    runId: origin.run,
    step: origin.step,
    points: index.points,
    scales: [...scales],
    spacing,
    rankCorrelation: origin.rankCorrelation,
    encoder: origin.encoder,
    encoderName: names[origin.encoder] ?? origin.encoder,
  };
  const arrays = { positions, colours, normals, views, confidence, counts: index.counts };
  return encodeParcel(indexPointsSchema.parse(header), arrays);
}

/** @param pause called now and then; throws when nobody waits for the answer any more. */
export async function answerAsk(
  open: OpenIndex,
  { questions, canonical, viewer }: AskOrder,
  pause: () => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  const began = performance.now();
  const { index } = open;
  const encoder = await open.encoder();
  const answers: QuestionAnswer[] = [];
  const arrays: Record<string, ParcelArray> = {};
  for (const [q, question] of questions.entries()) {
    if (q > 0) await pause();
    const result = await ask(index, encoder, question.text, { ...settingsOf(question), canonical, viewer, pause });
    answers.push(describe(question.text, result, (phrase) => encoder.unknownWords(phrase)));
    for (const [p, { score, objects }] of result.phrases.entries()) {
      arrays[`relevancy/${q}/${p}`] = inSteps(score.relevancy);
      arrays[`objects/${q}/${p}`] = labelsOf(index.points, objects);
    }
  }
  const { run, step } = index.data.origin;
  const header: AskResponse = { runId: run, step, questions: answers, latencyMs: performance.now() - began };
  return encodeParcel(askResponseSchema.parse(header), arrays);
}

/** @param pause as in `answerAsk`. */
export async function answerPick(
  open: OpenIndex,
  { point, questions, canonical, scale, vocabulary }: PickOrder,
  pause: () => Promise<void>,
): Promise<PickResponse> {
  const { index } = open;
  const encoder = await open.encoder();
  const named = await namePoint(index, encoder, point, { canonical, vocabulary, scale: scale ?? undefined, pause });
  const asked: PickResponse['questions'] = [];
  for (const question of questions) {
    // Where left and right are does not matter to what a phrase has to do with a place.
    const result = await ask(index, encoder, question.text, { ...settingsOf(question), canonical, viewer: FROM_ABOVE });
    for (const { phrase, score } of result.phrases) {
      asked.push({ text: phrase, scale: score.scale, relevancy: score.relevancy[point]! });
    }
  }
  const { positions, normals, views } = index.data;
  const vectorAt = (values: Float32Array | Int8Array, unit: number): [number, number, number] => [
    values[3 * point]! / unit,
    values[3 * point + 1]! / unit,
    values[3 * point + 2]! / unit,
  ];
  const reason = whyNotCounted(index, point);
  return {
    point,
    position: vectorAt(positions, 1),
    normal: vectorAt(normals, 127),
    views: views[point]!,
    confidence: index.confidences[point]!,
    counts: reason === null,
    reason,
    questions: asked,
    scale: named.scale,
    words: [...named.words],
    vocabulary: { ...named.vocabulary },
  };
}

export async function answerSensitivity(
  open: OpenIndex,
  { question, canonical, replacements }: SensitivityOrder,
  pause: () => Promise<void>,
): Promise<SensitivityResponse> {
  const { phrase, answer, changes } = await askSensitivity(open.index, await open.encoder(), question.text, {
    ...settingsOf(question),
    canonical,
    replacements,
    pause,
  });
  return {
    phrase,
    answer: { scale: answer.scale, peak: peakOf(answer.peak) },
    changes: changes.map((change) => ({ ...change, peak: peakOf(change.peak) })),
  };
}

const FROM_ABOVE = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

function settingsOf({ reading, like, scale, threshold }: Question) {
  if (like && reading?.kind === 'relations') {
    throw new UserError('bad-request', 'What is like a point cannot be asked as a sentence about places.');
  }
  return {
    reading: reading ? checkReading(reading) : undefined,
    like: like ?? undefined,
    scale: scale ?? undefined,
    threshold: threshold ?? undefined,
  };
}

function describe(text: string, result: AskResult, unknownWords: (phrase: string) => string[]): QuestionAnswer {
  const { reading, phrases, answers, foundBy } = result;
  return {
    text,
    reading: reading as QuestionAnswer['reading'],
    sentence: reading.kind === 'plain' ? reading.phrase : writeSentence(reading.things),
    phrases: phrases.map((phrase) => describePhrase(phrase, unknownWords)),
    answers: answers.map((answer) => describeAnswer(answer, foundBy)),
  };
}

function describePhrase(
  { phrase, score, range, threshold, objects }: PhraseResult,
  unknownWords: (phrase: string) => string[],
): PhraseAnswer {
  return {
    phrase,
    scale: score.scale,
    peak: peakOf(score.peak),
    peaks: score.peaks.map(({ relevancy }) => relevancy),
    range: [...range],
    threshold,
    objects: objects.slice(0, MAX_OBJECTS).map(describeObject),
    objectsTotal: objects.length,
    unknownWords: unknownWords(phrase),
  };
}

function describeAnswer({ thing, found, missing }: Answer, foundBy: AskResult['foundBy']): RelationAnswer {
  const refer = ({ object }: Found): ObjectReference => ({
    phrase: foundBy.get(object)!,
    object: describeObject(object),
  });
  return {
    thing: thing as RelationAnswer['thing'],
    found: found.slice(0, MAX_FOUND).map((one) => ({
      object: refer(one),
      score: one.score,
      objectScore: one.objectScore,
      holds: one.holds.map(({ constraint, score, references }) => ({
        constraint: constraint as RelationAnswer['found'][number]['holds'][number]['constraint'],
        score,
        references: references.map(refer),
      })),
    })),
    missing: [...missing],
  };
}

function describeObject(object: Cluster): FoundObject {
  const { score, confidence, peak, box, points } = object;
  return {
    score,
    confidence,
    isDoubtful: isDoubtful(object),
    peak: { ...peak },
    centre: [...box.centre],
    axes: [[...box.axes[0]], [...box.axes[1]], [...box.axes[2]]],
    halfExtent: [...box.halfExtent],
    points: points.length,
  };
}

const peakOf = ({ at, relevancy }: Peak) => ({ point: at < 0 ? null : at, relevancy });

/** In units of 1/65535. A loop, for `from` with a function takes ten times as long. */
function inSteps(relevancy: Float32Array): Uint16Array {
  const steps = new Uint16Array(relevancy.length);
  for (let point = 0; point < steps.length; point++) steps[point] = Math.round(relevancy[point]! * 0xffff);
  return steps;
}

/** 0, or 1 + the place of the object that a point belongs to. */
function labelsOf(points: number, objects: readonly Cluster[]): Uint8Array {
  const labels = new Uint8Array(points);
  for (const [place, object] of objects.slice(0, MAX_OBJECTS).entries()) {
    for (const point of object.points) labels[point] = place + 1;
  }
  return labels;
}
