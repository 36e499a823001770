/**
 * Files that leave the program.
 *
 *     POST   /api/projects/:id/export                ExportRequest      Job (202), result ExportResult
 *     GET    /api/jobs/:id/file                                  the file of an export without a path
 */
import { z } from 'zod';
import { relevancyDisplaySchema } from './annotated-views.ts';
import { canonicalSchema, poseSchema, questionSchema } from './questions.ts';

/** capture: the coordinates that the capture came with, so that what is exported fits to what else was made of it. */
export const exportWorldSchema = z.enum(['capture', 'normalised']);
export type ExportWorld = z.infer<typeof exportWorldSchema>;

const target = {
  /** Under a granted root; without it the file is kept for GET /api/jobs/:id/file. */
  path: z.string().min(1).optional(),
};
const asked = {
  runId: z.string().min(1).optional(),
  /** Whose relevancies, labels and objects go along. */
  questions: z.array(questionSchema).max(8).default([]),
  canonical: canonicalSchema.optional(),
  /** Where left and right are seen from; default: the first photograph. */
  viewer: poseSchema.optional(),
  world: exportWorldSchema.default('capture'),
};

export const exportRequestSchema = z.discriminatedUnion('format', [
  /** Points of the index with colour, normal, relevancy by question and labels of objects. */
  z.object({ format: z.literal('ply'), ...target, ...asked }),
  /** The same points as Gaussian splats. */
  z.object({
    format: z.literal('spz'),
    ...target,
    ...asked,
    /** Position of the question whose relevancy colours them; null: the colours of the scene. */
    colouredBy: z.number().int().min(0).nullable().default(null),
    /** Default: turbo, centred at one half. */
    display: relevancyDisplaySchema.optional(),
  }),
  /** Objects and boxes, kept ones and those that the questions find. */
  z.object({ format: z.literal('json'), ...target, ...asked }),
  /** The project as one file. */
  z.object({ format: z.literal('zip'), ...target }),
  /** Annotated views, each rendered through the field, in one self-contained page. */
  z.object({
    format: z.literal('html'),
    ...target,
    views: z.array(z.string()).min(1).max(200),
    width: z.number().int().min(64).max(4096).default(960),
    height: z.number().int().min(64).max(4096).default(600),
  }),
  /** One annotated view, rendered through the field, with its legend. */
  z.object({
    format: z.literal('png'),
    ...target,
    view: z.string().min(1),
    width: z.number().int().min(64).max(4096).default(1920),
    height: z.number().int().min(64).max(4096).default(1200),
  }),
  /** Annotated views as data. */
  z.object({ format: z.literal('views-json'), ...target, views: z.array(z.string()).min(1).max(1000) }),
]);
export type ExportRequest = z.input<typeof exportRequestSchema>;
export type ExportFormat = z.infer<typeof exportRequestSchema>['format'];

export const exportResultSchema = z.object({
  /** null: at GET /api/jobs/:id/file. */
  path: z.string().nullable(),
  fileName: z.string(),
  bytes: z.number().int(),
  warnings: z.array(z.string()),
});
export type ExportResult = z.infer<typeof exportResultSchema>;
