import { z } from 'zod';

/** What became of one kind of thing that a damaged project held. */
export const salvagedPartSchema = z.object({
  /** In the plural: ‘images’. */
  what: z.string(),
  saved: z.number().int(),
  /** As far as it is known. */
  lost: z.number().int(),
  /** Of what is lost, where it has names that are known; at most 20. */
  names: z.array(z.string()),
  /** Nothing tells how many there were: more may be lost. */
  mayBeMore: z.boolean(),
});
export type SalvagedPart = z.infer<typeof salvagedPartSchema>;

/** What could be saved of a damaged project. */
export const salvageReportSchema = z.object({
  /** The damaged file, which is as it was. */
  source: z.string(),
  /** The new file. */
  project: z.string(),
  pages: z.number().int(),
  /** Pages that the disk itself would not give. */
  refusedPages: z.number().int(),
  parts: z.array(salvagedPartSchema),
  /** What else is not as it was, in whole sentences. */
  notes: z.array(z.string()),
});
export type SalvageReport = z.infer<typeof salvageReportSchema>;

/** What a salvage job returns: the new project is on the list. */
export const salvageResultSchema = salvageReportSchema.extend({ projectId: z.string() });
export type SalvageResult = z.infer<typeof salvageResultSchema>;
