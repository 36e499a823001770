/**
 * What helps to find a mistake in the program: it holds nothing that tells of a person.
 *
 *     GET    /api/diagnostics                                Diagnostics
 *     POST   /api/diagnostics           SaveDiagnostics      Job (202), result ExportResult
 *     POST   /api/diagnostics/page-crash PageCrash           204
 */
import { z } from 'zod';

export const diagnosticsEntrySchema = z.object({
  name: z.string(),
  /** What is in it, in a few words. */
  about: z.string(),
  bytes: z.number().int(),
});
export type DiagnosticsEntry = z.infer<typeof diagnosticsEntrySchema>;

/** What a zip that is saved now would hold: every file of it, to be read before. */
export const diagnosticsSchema = z.object({ files: z.array(diagnosticsEntrySchema.extend({ text: z.string() })) });
export type Diagnostics = z.infer<typeof diagnosticsSchema>;

export const saveDiagnosticsSchema = z.object({
  /** Ends in .zip. Absent: kept until it is fetched at GET /api/jobs/:id/file. */
  path: z.string().min(1).max(4096).optional(),
});
export type SaveDiagnostics = z.infer<typeof saveDiagnosticsSchema>;

/** The page has stopped because of a mistake in it; a report of it is kept. */
export const pageCrashSchema = z.object({
  message: z.string().max(10_000),
  stack: z.string().max(100_000),
  /** React's: which components it was in. */
  components: z.string().max(100_000),
});
export type PageCrash = z.infer<typeof pageCrashSchema>;

/** What was going on when the engine died, for whoever wants to know what of it is left. */
export const crashedRunSchema = z.object({
  projectId: z.string(),
  projectName: z.string(),
  runId: z.string(),
  number: z.number().int(),
  steps: z.number().int(),
  /** The last step that was noted, at most two seconds before the end. */
  reachedStep: z.number().int(),
  /** The newest one, which is whole; null: there is none, and the run begins anew. */
  checkpoint: z.object({ step: z.number().int(), savedAt: z.string() }).nullable(),
  /** The engine has begun to train it again by itself. */
  goesOn: z.boolean(),
});
export type CrashedRun = z.infer<typeof crashedRunSchema>;

export const engineCrashSchema = z.object({
  /** In one sentence. */
  what: z.string(),
  runs: z.array(crashedRunSchema),
  /** The report that is kept of it, without anything that tells of a person; null if none could be written. */
  report: z.string().nullable(),
});
export type EngineCrash = z.infer<typeof engineCrashSchema>;
