import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { exportRequestSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ExportHooks } from '../exchange/index.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { OpenIndexes } from './open-indexes.ts';
import { version } from './version.ts';

export interface ExportOrder {
  /** Where the file goes, checked and allowed. */
  target: string;
  request: z.output<typeof exportRequestSchema>;
  /** Where encoders lie. */
  dataFolder: string;
}

export interface ExportOutcome {
  bytes: number;
  warnings: string[];
}

/**
 * Writes a file that leaves the program. It appears under its name when it is whole.
 * @param indexes where questions are asked.
 * @throws UserError conflict, bad-request, cancelled, disk, read-only or not-found
 */
export async function exportProject(
  project: ProjectFile,
  { target, request, dataFolder }: ExportOrder,
  indexes: OpenIndexes,
  hooks: ExportHooks,
): Promise<ExportOutcome> {
  const { writeWhole, writeProjectZip, exportPoints } = await import('../exchange/index.ts');
  const generator = `LERF Studio ${version}`;
  switch (request.format) {
    case 'zip':
      return {
        bytes: await writeWhole(target, (file) => writeProjectZip(project, file, generator, hooks)),
        warnings: [],
      };
    case 'ply':
    case 'spz':
    case 'json': {
      const runId = runWithIndex(project, request.runId);
      const { createdAt } = project.languageIndexes.list().find((index) => index.runId === runId)!;
      const address = { path: project.path, runId, createdAt, dataFolder };
      const setting = { generator, runId, openIndex: () => indexes.get(address) };
      const { bytes, warnings } = await exportPoints(project, request, setting, hooks);
      return { bytes: await writeWhole(target, (file) => writeFile(file, bytes)), warnings: [...warnings] };
    }
    default:
      throw new UserError('bad-request', `Views cannot be exported as ${request.format} yet.`);
  }
}

/** The run asked for, or the newest one, that has a language index. @throws UserError conflict, not-found */
export function runWithIndex(project: ProjectFile, runId: string | undefined): string {
  const indexed = new Set(project.languageIndexes.list().map((index) => index.runId));
  if (runId !== undefined) {
    const run = project.runs.get(runId);
    if (indexed.has(run.id)) return run.id;
    throw new UserError('conflict', `Run ${run.number} has no language index yet.`, 'Build it first (`lerf index`).');
  }
  const newest = project.runs.list().findLast(({ id }) => indexed.has(id));
  if (newest) return newest.id;
  throw new UserError(
    'conflict',
    'There is no language index in this project yet.',
    'Train a run with a language field, then build its index (`lerf index`).',
  );
}
