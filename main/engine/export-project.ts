import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { exportRequestSchema } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ExportHooks } from '../exchange/index.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { viewOf } from './annotated-views.ts';
import { rowOf } from './change-notes.ts';
import type { OpenIndexes } from './open-indexes.ts';
import { version } from './version.ts';

export interface ExportOrder {
  /** Where the file goes, checked and allowed. */
  target: string;
  /** What it is called until it is whole. */
  unfinished?: string | undefined;
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
  { target, unfinished, request, dataFolder }: ExportOrder,
  indexes: OpenIndexes,
  hooks: ExportHooks,
): Promise<ExportOutcome> {
  const exchange = await import('../exchange/index.ts');
  const { writeWhole } = exchange;
  const generator = `LERF Studio ${version}`;
  const viewWith = (id: string) => viewOf(project, rowOf(id, 'annotated view'));
  const written = async (bytes: string | Uint8Array, warnings: readonly string[]) => ({
    bytes: await writeWhole(target, (file) => writeFile(file, bytes), unfinished),
    warnings: [...warnings],
  });
  switch (request.format) {
    case 'zip':
      return {
        bytes: await writeWhole(
          target,
          (file) => exchange.writeProjectZip(project, file, generator, hooks),
          unfinished,
        ),
        warnings: [],
      };
    case 'ply':
    case 'spz':
    case 'json': {
      const runId = runWithIndex(project, request.runId);
      const { createdAt } = project.languageIndexes.list().find((index) => index.runId === runId)!;
      const address = { path: project.path, runId, createdAt, dataFolder };
      const setting = { generator, runId, openIndex: () => indexes.get(address) };
      const { bytes, warnings } = await exchange.exportPoints(project, request, setting, hooks);
      return written(bytes, warnings);
    }
    case 'png': {
      const { width, height } = request;
      const setting = { width, height, encoders: { dataFolder } };
      const { png } = await exchange.renderAnnotatedView(project, viewWith(request.view), setting, hooks);
      return written(png, (await exchange.hasFonts()) ? [] : [exchange.NO_FONTS]);
    }
    case 'html': {
      const { width, height } = request;
      const setting = { width, height, encoders: { dataFolder }, generator };
      const { bytes, warnings } = await exchange.writeReport(project, request.views.map(viewWith), setting, hooks);
      return written(bytes, warnings);
    }
    case 'views-json': {
      const { transform } = project.captures.get();
      const source = { project: project.info.name, transform, generator };
      const document = exchange.viewsDocument(request.views.map(viewWith), source);
      return written(`${JSON.stringify(document, null, 2)}\n`, []);
    }
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
