import { z } from 'zod';
import { languageChoiceSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { FeatureSet } from '../store/features.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { LanguageSetup } from './step-program.ts';

/** What a run was started with beyond the columns of its row. Runs of earlier versions have no language. */
const runOptionsSchema = z.object({
  kernels: z.enum(['auto', 'native', 'onnx']).catch('auto'),
  language: languageChoiceSchema.nullable().catch(null),
  continueFrom: z.string().nullable().catch(null),
});
export type RunOptions = z.infer<typeof runOptionsSchema>;

export function runOptions(project: ProjectFile, runId: string): RunOptions {
  return runOptionsSchema.parse(project.runs.options(runId));
}

const encoderKeySchema = z.object({ encoder: z.string(), fingerprint: z.string(), dimensions: z.number().int() });

/**
 * Which encoders' features a language field was trained with. Kept in its checkpoints: only phrases of
 * the same encoder may be asked of it.
 */
export const languageKeySchema = z.object({
  image: encoderKeySchema,
  /** Null where it was trained without DINO. */
  dense: encoderKeySchema.nullable(),
  singleScale: z.number().nullable(),
});
export type LanguageKey = z.infer<typeof languageKeySchema>;

/** What a language field of these encoders looks like to the graph. */
export const languageSetup = ({ image, dense, singleScale }: LanguageKey): LanguageSetup => ({
  dimensions: { clip: image.dimensions, dino: dense?.dimensions ?? null },
  isSingleScale: singleScale !== null,
});

/** The project's features for a run's choice of encoder. @throws UserError conflict if they are missing */
export function languageKey(project: ProjectFile, choice: NonNullable<RunOptions['language']>): LanguageKey {
  const sets = project.features.list();
  const image = sets.findLast(({ kind, encoder }) => kind === 'pyramid' && encoder === choice.encoder);
  if (!image) throw missing(choice.encoder);
  const dense = choice.dense ? sets.findLast(({ kind }) => kind === 'dense') : null;
  if (dense === undefined) throw missing(choice.encoder, 'dense features for');
  return { image: keyOf(image), dense: dense && keyOf(dense), singleScale: choice.singleScale };
}

const keyOf = ({ encoder, fingerprint, dimensions }: FeatureSet) => ({ encoder, fingerprint, dimensions });

function missing(encoder: string, what = 'features of'): UserError {
  return new UserError(
    'conflict',
    `The project has no ${what} the encoder ‘${encoder}’ yet.`,
    'Extract features first (`lerf extract`), or train the radiance field only (`--no-language`).',
  );
}
