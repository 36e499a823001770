/**
 * Views that are saved with all that was asked and marked in them, and camera paths.
 *
 *     GET    /api/projects/:id/annotated-views                   AnnotatedViews
 *     POST   /api/projects/:id/annotated-views       NewAnnotatedView   AnnotatedView (201)
 *     GET    /api/projects/:id/annotated-views/:view             AnnotatedView
 *     PUT    /api/projects/:id/annotated-views/:view NewAnnotatedView   AnnotatedView
 *     DELETE /api/projects/:id/annotated-views/:view             204
 *     GET    /api/projects/:id/annotated-views/:view/thumbnail   image/png or image/jpeg
 *     GET    /api/projects/:id/camera-path                       CameraPath
 *     PUT    /api/projects/:id/camera-path           CameraPath  CameraPath
 *     POST   /api/projects/:id/render-path           RenderPathRequest  Job (202), result ExportResult
 */
import { z } from 'zod';
import { canonicalSchema, phraseSchema, phraseSetBodySchema, poseSchema, questionSchema } from './questions.ts';

const vector = z.tuple([z.number(), z.number(), z.number()]);
const text = z.string().max(2000);

/** A free camera: not one of the photographs'. */
export const freeCameraSchema = z.object({
  /** 3×4, OpenGL camera axes, normalised world. */
  worldFromCamera: poseSchema,
  verticalFovDegrees: z.number().min(1).max(150),
});
export type FreeCamera = z.infer<typeof freeCameraSchema>;

export const colourMapSchema = z.enum(['turbo', 'viridis']);
export type ColourMap = z.infer<typeof colourMapSchema>;

/**
 * How relevancy becomes colour. raw: 0 to 1. centred: from 0.5, as LERF shows it: what is no more like the
 * phrase than like a canonical one has no colour. normalised: from the lowest to the highest of the map.
 */
export const relevancyDisplaySchema = z.object({
  colourMap: colourMapSchema,
  range: z.enum(['raw', 'centred', 'normalised']),
  /** Of the colours over the scene's own. */
  opacity: z.number().min(0).max(1),
});
export type RelevancyDisplay = z.infer<typeof relevancyDisplaySchema>;

/** What a user put into a view. Positions are in the normalised world. */
export const markSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('marker'), id: z.string(), at: vector, text }),
  z.object({ kind: z.literal('arrow'), id: z.string(), from: vector, to: vector, text }),
  /** A text that stands in the picture, at these parts of its width and height. */
  z.object({
    kind: z.literal('note'),
    id: z.string(),
    at: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]),
    text,
  }),
  z.object({
    kind: z.literal('box'),
    id: z.string(),
    centre: vector,
    axes: z.tuple([vector, vector, vector]),
    halfExtent: vector,
    text,
  }),
]);
export type Mark = z.infer<typeof markSchema>;

export const annotatedViewContentSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  camera: freeCameraSchema.extend({
    /** What the camera turns about. */
    target: vector,
  }),
  /** Chips, each with its colour, in the order of the panel. */
  questions: z
    .array(questionSchema.extend({ colour: z.string().regex(/^#[0-9a-f]{6}$/), isVisible: z.boolean() }))
    .max(8),
  /** The one whose relevancy colours the scene; null: none. */
  activeQuestion: z.number().int().min(0).nullable(),
  canonical: phraseSetBodySchema,
  display: relevancyDisplaySchema,
  marks: z.array(markSchema).max(500),
  note: z.string().max(10_000),
});
export type AnnotatedViewContent = z.infer<typeof annotatedViewContentSchema>;

export const newAnnotatedViewSchema = z.object({
  name: phraseSchema,
  content: annotatedViewContentSchema,
  /** A PNG or JPEG image of at most 300 kB, base64. */
  thumbnail: z.string().max(400_000),
});
export type NewAnnotatedView = z.infer<typeof newAnnotatedViewSchema>;

export const annotatedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  content: annotatedViewContentSchema,
  createdAt: z.string(),
  changedAt: z.string(),
});
export type AnnotatedView = z.infer<typeof annotatedViewSchema>;
/** In the order they were made. Of their content only the texts that were asked: there may be a thousand. */
export const annotatedViewsSchema = z.object({
  views: z.array(annotatedViewSchema.omit({ content: true }).extend({ asked: z.array(z.string()) })),
});
export type AnnotatedViews = z.infer<typeof annotatedViewsSchema>;

// ------------------------------------------------------------------------------------ camera path

export const cameraPathSchema = z.object({
  keyframes: z.array(freeCameraSchema.extend({ id: z.string() })).max(200),
  seconds: z.number().min(0.1).max(600),
  /** Back to the first at the end. */
  isClosed: z.boolean(),
});
export type CameraPath = z.infer<typeof cameraPathSchema>;

/** The frames as images in a zip, or as a video where ffmpeg is installed. */
export const renderPathRequestSchema = z.object({
  run: z.string().min(1).optional(),
  cameraPath: cameraPathSchema,
  framesPerSecond: z.number().int().min(1).max(60).default(24),
  width: z.number().int().min(16).max(4096),
  height: z.number().int().min(16).max(4096),
  output: z.enum(['rgb', 'depth', 'relevancy', 'composite']).default('rgb'),
  query: phraseSchema.optional(),
  canonical: canonicalSchema.optional(),
  scale: z.number().min(0).max(2).optional(),
  display: relevancyDisplaySchema.optional(),
  format: z.enum(['images', 'video']),
  /** Under a granted root; without it the file is kept for GET /api/jobs/:id/file. */
  path: z.string().min(1).optional(),
});
export type RenderPathRequest = z.input<typeof renderPathRequestSchema>;
