/**
 * Files that leave the program.
 *
 *     POST   /api/projects/:id/export                ExportRequest      Job (202), result ExportResult
 *     GET    /api/jobs/:id/file                                  the file of an export without a path
 */
import { z } from 'zod';
import { canonicalSchema, questionSchema } from './questions.ts';

const target = {
  /** Under a granted root; without it the file is kept for GET /api/jobs/:id/file. */
  path: z.string().min(1).optional(),
};
const asked = {
  runId: z.string().min(1).optional(),
  /** Whose relevancies, labels and objects go along. */
  questions: z.array(questionSchema).max(8).default([]),
  canonical: canonicalSchema.optional(),
};

export const exportRequestSchema = z.discriminatedUnion('format', [
  /** Points of the index with colour, normal, relevancy by question and labels of objects. */
  z.object({ format: z.literal('ply'), ...target, ...asked }),
  /** The same points as Gaussian splats. */
  z.object({ format: z.literal('spz'), ...target, ...asked }),
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
