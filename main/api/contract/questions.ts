/**
 * Asking the scene: the language index of a run, questions to it, clicks, canonical phrases, vocabulary,
 * what was asked before and what was kept of the answers.
 *
 *     GET    /api/projects/:id/indexes                           {indexes: IndexInfo[]}
 *     POST   /api/projects/:id/runs/:run/index                   Job (202), result IndexInfo
 *     GET    /api/projects/:id/runs/:run/index/points            parcel, header IndexPoints
 *     POST   /api/projects/:id/runs/:run/ask         AskRequest  parcel, header AskResponse
 *     POST   /api/projects/:id/runs/:run/pick        PickRequest PickResponse
 *     POST   /api/projects/:id/runs/:run/sensitivity SensitivityRequest   SensitivityResponse
 *
 *     GET    /api/projects/:id/phrase-sets                       PhraseSets
 *     POST   /api/projects/:id/phrase-sets           PhraseSet   PhraseSets (201)
 *     POST   /api/projects/:id/phrase-sets/import    ImportPhraseSet   PhraseSets (201)
 *     PUT    /api/projects/:id/phrase-sets/:set      PhraseSet   PhraseSets
 *     POST   /api/projects/:id/phrase-sets/:set/use              PhraseSets
 *     DELETE /api/projects/:id/phrase-sets/:set                  PhraseSets
 *     GET    /api/projects/:id/phrase-sets/:set/file             application/json, the file form of a set
 *
 *     GET    /api/projects/:id/vocabulary                        Vocabulary
 *     PUT    /api/projects/:id/vocabulary            Vocabulary  Vocabulary
 *     DELETE /api/projects/:id/vocabulary                        Vocabulary: the default one again
 *
 *     GET    /api/projects/:id/queries                           Queries
 *     POST   /api/projects/:id/queries               AskedQuery  Queries: remembers, pins or unpins
 *     DELETE /api/projects/:id/queries?text=                     Queries
 *
 *     GET    /api/projects/:id/objects                           KeptObjects
 *     POST   /api/projects/:id/objects               NewKeptObject     KeptObjects (201)
 *     PATCH  /api/projects/:id/objects/:object       RenameKeptObject  KeptObjects
 *     DELETE /api/projects/:id/objects/:object                   KeptObjects
 *
 * A parcel is a JSON header with arrays of numbers behind it, see `parcel.ts`.
 */
import { z } from 'zod';

export const phraseSchema = z.string().trim().min(1).max(200);
const pointSchema = z.number().int().min(0);
const vectorSchema = z.tuple([z.number(), z.number(), z.number()]);
export type Vector = z.infer<typeof vectorSchema>;

// ----------------------------------------------------------------------------------------- index

export const indexInfoSchema = z.object({
  runId: z.string(),
  /** Of the checkpoint it was built from; `isOutdated` if the run has a newer one. */
  step: z.number().int(),
  isOutdated: z.boolean(),
  points: z.number().int(),
  scales: z.number().int(),
  bytes: z.number().int(),
  createdAt: z.string(),
});
export type IndexInfo = z.infer<typeof indexInfoSchema>;
export const indexesSchema = z.object({ indexes: z.array(indexInfoSchema) });

/**
 * What the index holds of N points. Arrays: positions float32 [N, 3] in the normalised world, colours
 * uint8 [N, 3], normals int8 [N, 3] in units of 1/127, views uint16 [N], confidence uint8 [N] in units of
 * 1/255, counts uint8 [N]: 1 where a point can be relied on.
 */
export const indexPointsSchema = z.object({
  runId: z.string(),
  step: z.number().int(),
  points: z.number().int(),
  /** Sizes of what is looked for, normalised world; elsewhere a scale is a position in this list. */
  scales: z.array(z.number()),
  /** Distance between neighbouring points, normalised world. */
  spacing: z.number(),
  /** Lowest rank correlation between the index and the field itself. */
  rankCorrelation: z.number(),
  encoder: z.string(),
  encoderName: z.string(),
});
export type IndexPoints = z.infer<typeof indexPointsSchema>;

// ------------------------------------------------------------------------------------- questions

export const relationNameSchema = z.enum([
  'left',
  'right',
  'front',
  'behind',
  'above',
  'below',
  'on',
  'inside',
  'near',
  'between',
]);
export type RelationName = z.infer<typeof relationNameSchema>;

export interface Constraint {
  relation: RelationName;
  negated: boolean;
  references: Thing[];
}
export interface Thing {
  /** null: anything at all. */
  phrase: string | null;
  constraints: Constraint[];
}
export const thingSchema: z.ZodType<Thing> = z.lazy(() =>
  z.object({ phrase: phraseSchema.nullable(), constraints: z.array(constraintSchema).max(8) }),
);
export const constraintSchema: z.ZodType<Constraint> = z.lazy(() =>
  z.object({ relation: relationNameSchema, negated: z.boolean(), references: z.array(thingSchema).min(1).max(2) }),
);

export const readingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relations'), things: z.array(thingSchema).min(1).max(8) }),
  /** As one phrase; `reason` says why, where it looks as if it spoke of places. */
  z.object({ kind: z.literal('plain'), phrase: phraseSchema, reason: z.string().nullable() }),
]);
export type Reading = z.infer<typeof readingSchema>;

export const questionSchema = z.object({
  /** A phrase, or a sentence about places: ‘the red cup left of the book’. */
  text: phraseSchema,
  /** How the user wants it read; null: as the program reads it. */
  reading: readingSchema.nullable().default(null),
  /**
   * ‘Find things like this’: asks with what the field says of a point instead of with the text, weighed against
   * the scene on the whole instead of against canonical phrases.
   */
  like: z
    .object({ point: pointSchema, scale: z.number().int().min(0) })
    .nullable()
    .default(null),
  /** Position among the scales of the index; null: for each phrase where it stands out most. */
  scale: z.number().int().min(0).nullable().default(null),
  /** Relevancy from which on a point belongs to an object; null: chosen by the range of each map. */
  threshold: z.number().min(0).max(1).nullable().default(null),
});
export type Question = z.input<typeof questionSchema>;

export const canonicalSchema = z.array(phraseSchema).min(1).max(64);
/** 3×4, OpenGL camera axes, normalised world: where left and right are seen from. */
export const poseSchema = z.array(z.number()).length(12);

export const askRequestSchema = z.object({
  questions: z.array(questionSchema).min(1).max(8),
  canonical: canonicalSchema,
  viewer: poseSchema,
});
export type AskRequest = z.input<typeof askRequestSchema>;

export const foundObjectSchema = z.object({
  /** Mean relevancy of its most relevant tenth. */
  score: z.number(),
  confidence: z.number(),
  /** A guess: nothing in it is more like the phrase than like a canonical one, or the field cannot be relied on there. */
  isDoubtful: z.boolean(),
  peak: z.object({ point: z.number().int(), relevancy: z.number() }),
  centre: vectorSchema,
  /** Unit length, at right angles; the last one is up. */
  axes: z.tuple([vectorSchema, vectorSchema, vectorSchema]),
  /** Along the axes, normalised world. */
  halfExtent: vectorSchema,
  points: z.number().int(),
});
export type FoundObject = z.infer<typeof foundObjectSchema>;

/** What one phrase of a question found. */
export const phraseAnswerSchema = z.object({
  phrase: z.string(),
  /** Position among the scales of the index. */
  scale: z.number().int(),
  /** The most relevant point that counts; its point is null where none does. */
  peak: z.object({ point: z.number().int().nullable(), relevancy: z.number() }),
  /** Highest relevancy at each scale. */
  peaks: z.array(z.number()),
  /** Lowest and highest relevancy of the points that count. */
  range: z.tuple([z.number(), z.number()]),
  /** What was cut at. */
  threshold: z.number(),
  /** Best first, at most 50; `objectsTotal` says how many there are. */
  objects: z.array(foundObjectSchema),
  objectsTotal: z.number().int(),
  unknownWords: z.array(z.string()),
});
export type PhraseAnswer = z.infer<typeof phraseAnswerSchema>;

/** An object by the phrase that found it and its place in that phrase's list. */
export const objectReferenceSchema = z.object({ phrase: z.string(), object: foundObjectSchema });
export type ObjectReference = z.infer<typeof objectReferenceSchema>;

/** What answers to one thing that a sentence about places looks for. */
export const relationAnswerSchema = z.object({
  thing: thingSchema,
  /** Best first, at most 20. */
  found: z.array(
    z.object({
      object: objectReferenceSchema,
      /** How well it is what was asked for and where, in [0, 1]. */
      score: z.number(),
      objectScore: z.number(),
      holds: z.array(
        z.object({ constraint: constraintSchema, score: z.number(), references: z.array(objectReferenceSchema) }),
      ),
    }),
  ),
  missing: z.array(z.string()),
});
export type RelationAnswer = z.infer<typeof relationAnswerSchema>;

export const questionAnswerSchema = z.object({
  text: z.string(),
  reading: readingSchema,
  /** The sentence that says what the reading does. */
  sentence: z.string(),
  phrases: z.array(phraseAnswerSchema).min(1),
  /** Empty for a plain question. */
  answers: z.array(relationAnswerSchema),
});
export type QuestionAnswer = z.infer<typeof questionAnswerSchema>;

/**
 * Arrays, for the p-th phrase of the q-th question: `relevancy/q/p` uint16 [N] in units of 1/65535, at the
 * phrase's scale; `objects/q/p` uint8 [N]: 0, or 1 + the place of the object that the point belongs to.
 */
export const askResponseSchema = z.object({
  runId: z.string(),
  step: z.number().int(),
  questions: z.array(questionAnswerSchema),
  /** Of the whole question, text encoder included. */
  latencyMs: z.number(),
});
export type AskResponse = z.infer<typeof askResponseSchema>;

// ----------------------------------------------------------------------------------------- click

export const pickRequestSchema = z.object({
  point: pointSchema,
  /** Relevancy at this point to each is told; may be empty. */
  questions: z.array(questionSchema).max(8),
  canonical: canonicalSchema,
  /** At which the vocabulary is compared; null: where the best word stands out most. */
  scale: z.number().int().min(0).nullable().default(null),
});
export type PickRequest = z.input<typeof pickRequestSchema>;

export const pickResponseSchema = z.object({
  point: z.number().int(),
  position: vectorSchema,
  normal: vectorSchema,
  /** Training cameras that see it. */
  views: z.number().int(),
  confidence: z.number(),
  /** Whether it counts in answers; if not, `reason` says why. */
  counts: z.boolean(),
  reason: z.string().nullable(),
  questions: z.array(z.object({ text: z.string(), scale: z.number().int(), relevancy: z.number() })),
  /** The scale that `words` are told at, and the best-fitting words of the vocabulary, best first, at most 12. */
  scale: z.number().int(),
  words: z.array(z.object({ word: z.string(), relevancy: z.number() })),
  /**
   * Of the words that the encoder knows, how many have been compared. A slow encoder reads a vocabulary that is new to
   * it a few words at a time, so that no question waits for all of it: asked again, the same request compares more.
   */
  vocabulary: z.object({ read: z.number().int(), total: z.number().int() }),
});
export type PickResponse = z.infer<typeof pickResponseSchema>;

// ----------------------------------------------------------------------------------- sensitivity

export const sensitivityRequestSchema = z.object({
  question: questionSchema,
  canonical: canonicalSchema,
  /** Each is tried in the place of each canonical phrase. */
  replacements: z.array(phraseSchema).max(8).default([]),
});
export type SensitivityRequest = z.input<typeof sensitivityRequestSchema>;

const sensitivityAnswer = {
  scale: z.number().int(),
  peak: z.object({ point: z.number().int().nullable(), relevancy: z.number() }),
};
export const sensitivityResponseSchema = z.object({
  phrase: z.string(),
  answer: z.object(sensitivityAnswer),
  changes: z.array(
    z.object({
      ...sensitivityAnswer,
      without: z.string(),
      /** What takes its place; null where it is left out. */
      instead: z.string().nullable(),
      /** How far the most relevant point moves, normalised world. */
      moved: z.number(),
      /** By how much the peak's relevancy rises. */
      rise: z.number(),
      /** Mean absolute difference between the maps. */
      difference: z.number(),
      rankCorrelation: z.number(),
    }),
  ),
});
export type SensitivityResponse = z.infer<typeof sensitivityResponseSchema>;

// ----------------------------------------------------------------------------- canonical phrases

/** The file form of a set is read and checked by `main/query/phrase-sets.ts`. */
export const phraseSetBodySchema = z.object({
  name: phraseSchema,
  phrases: z
    .array(z.object({ text: phraseSchema, enabled: z.boolean() }))
    .min(1)
    .max(64),
});
export type PhraseSetBody = z.infer<typeof phraseSetBodySchema>;
export const phraseSetsSchema = z.object({
  sets: z.array(
    phraseSetBodySchema.extend({
      id: z.string(),
      /** The set that LERF ships with (object, things, stuff, texture) cannot be changed, only duplicated. */
      isBuiltIn: z.boolean(),
    }),
  ),
  /** The set that questions are weighed against. */
  usedId: z.string(),
});
export type PhraseSets = z.infer<typeof phraseSetsSchema>;
/** A set as it was exported, or a plain text with a phrase in each line; `name` for a set without its own. */
export const importPhraseSetSchema = z.object({ name: phraseSchema, text: z.string().min(1).max(100_000) });
export type ImportPhraseSet = z.infer<typeof importPhraseSetSchema>;

// -------------------------------------------------------------------------- vocabulary, history

export const vocabularySchema = z.object({ words: z.array(phraseSchema).min(1).max(2000) });
export type Vocabulary = z.infer<typeof vocabularySchema>;

export const askedQuerySchema = z.object({ text: phraseSchema, pinned: z.boolean() });
export type AskedQuery = z.infer<typeof askedQuerySchema>;
/** The last one asked first. */
export const queriesSchema = z.object({ queries: z.array(askedQuerySchema) });
export type Queries = z.infer<typeof queriesSchema>;

// ----------------------------------------------------------------------------------- kept objects

export const newKeptObjectSchema = z.object({
  name: phraseSchema,
  /** What it was found by. */
  phrase: phraseSchema,
  runId: z.string().min(1),
  object: foundObjectSchema,
});
export type NewKeptObject = z.infer<typeof newKeptObjectSchema>;
export const renameKeptObjectSchema = z.object({ name: phraseSchema });
/** In the order they were kept. */
export const keptObjectsSchema = z.object({
  objects: z.array(newKeptObjectSchema.extend({ id: z.string(), keptAt: z.string() })),
});
export type KeptObjects = z.infer<typeof keptObjectsSchema>;
export type KeptObject = KeptObjects['objects'][number];
