import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { SalvagedPart, SalvageReport } from '../../api/contract.ts';
import { UserError } from '../../errors.ts';
import { nameTaken, publishFile } from '../durable-file.ts';
import { latestVersion } from '../migrate.ts';
import { createDatabase, removeAbandoned, removeDatabaseFiles } from '../open-database.ts';
import { projectKind } from '../schemas.ts';
import type { Sqlite, SqlValue } from '../sqlite.ts';
import { storageError } from '../storage-error.ts';
import { DatabasePages, PAGE_BYTES } from './database-pages.ts';
import { findRows } from './find-rows.ts';
import { type ContentChecks, keepSound } from './soundness.ts';
import { type TableShape, tableShapes } from './table-shapes.ts';
import type { FoundRow } from './tree-pages.ts';

/**
 * Saves what can still be read of a damaged project into a new one, which holds nothing but what is whole.
 * The damaged file is only ever read; nobody may have it open.
 *
 * @param path of the new project; must not exist. It appears when it is complete, or not at all.
 * @throws UserError not-found, conflict, newer-project, read-only, disk or cancelled; bad-project if nothing can be saved
 */
export async function salvage(
  source: string,
  path: string,
  checks: ContentChecks,
  signal?: AbortSignal,
): Promise<SalvageReport> {
  const damaged = resolve(source);
  const target = resolve(path);
  const unfinished = `${target}.importing`;
  const pages = openPages(damaged);
  try {
    requireReadableVersion(pages, damaged);
    if (existsSync(target)) throw nameTaken(target);
    removeAbandoned(unfinished, projectKind);
    const sqlite = createDatabase(unfinished, projectKind, 'building', target);
    try {
      const found = await fill(sqlite, pages, damaged, checks, signal);
      sqlite.close();
      publishFile(unfinished, target);
      return { source: damaged, project: target, pages: pages.count, refusedPages: pages.refused.size, ...found };
    } catch (thrown) {
      sqlite.close();
      removeDatabaseFiles(unfinished);
      throw thrown;
    }
  } finally {
    pages.close();
  }
}

function openPages(source: string): DatabasePages {
  try {
    if (!statSync(source).isFile()) throw nothingSaved(source);
    return new DatabasePages(source);
  } catch (thrown) {
    throw storageError(thrown, source, 'project');
  }
}

async function fill(
  sqlite: Sqlite,
  pages: DatabasePages,
  source: string,
  checks: ContentChecks,
  signal?: AbortSignal,
): Promise<Pick<SalvageReport, 'parts' | 'notes'>> {
  // Rows come in the order of their pages, not of their references; both are checked when all are there.
  sqlite.run('PRAGMA foreign_keys = OFF');
  const conditions = await findRows(pages, tableShapes(projectKind.migrations, PAGE_BYTES), (table, row) => {
    if (signal?.aborted) throw new UserError('cancelled', 'Salvaging was cancelled.');
    insert(sqlite, table, row);
  });
  const losses = new Map([...conditions].map(([{ name }, condition]) => [name, condition]));
  const parts = await keepSound(sqlite, losses, checks);
  if (parts.every(({ what, saved }) => saved === 0 || !WORTH_SAVING.has(what))) throw nothingSaved(source);
  const notes = [...restoreProject(sqlite, source), ...restoreCapture(sqlite, source, parts)];
  for (const problem of sqlite.integrityProblems()) throw new Error(`The salvaged project is not sound: ${problem}`);
  return { parts, notes };
}

/** A file of which nothing but settings is left is no project. */
const WORTH_SAVING: ReadonlySet<string> = new Set(['images', 'training runs', 'annotated views']);

function insert(sqlite: Sqlite, { name, columns, rowidColumn }: TableShape, { rowid, values }: FoundRow): void {
  const complete = columns.map((_, i): SqlValue => (i === rowidColumn ? rowid : (values[i] ?? null)));
  const marks = columns.map(() => '?').join(', ');
  try {
    // What is there came from a page that the table's tree leads to, and is believed before a stray.
    sqlite.run(`INSERT OR IGNORE INTO ${name} VALUES (${marks})`, ...complete);
  } catch (thrown) {
    if (!(thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_CONSTRAINT'))) throw thrown;
  }
}

/** @returns what to say of it */
function restoreProject(sqlite: Sqlite, source: string): string[] {
  if (sqlite.get('SELECT 1 FROM project') !== undefined) return [];
  const name = basename(source).replace(/\.lerf$/i, '');
  const now = new Date().toISOString();
  sqlite.run('INSERT INTO project (only, id, name, created_at) VALUES (1, ?, ?, ?)', randomUUID(), name, now);
  return [`The project's name and date are lost; it is called ‘${name}’ after its file.`];
}

/** The capture's description, which no project is without, with a warning of what became of the project. */
function restoreCapture(sqlite: Sqlite, source: string, parts: readonly SalvagedPart[]): string[] {
  sqlite.run(
    'DELETE FROM capture WHERE NOT (json_valid(transform) AND json_valid(scene_box) AND json_valid(skipped) AND json_valid(warnings))',
  );
  const notes: string[] = [];
  if (sqlite.get('SELECT 1 FROM capture') === undefined) {
    sqlite.run(
      `INSERT INTO capture
         (only, kind, source, downscale, scale, transform, scene_box, skipped, warnings, imported_at)
       VALUES (1, 'transforms', 'lost', 1, 1, '[1,0,0,0,0,1,0,0,0,0,1,0]', '[-1,-1,-1,1,1,1]', '[]', '[]', ?)`,
      new Date().toISOString(),
    );
    notes.push("The capture's description is lost: exports are in the project's own coordinates, not the capture's.");
  }
  const lost = parts.filter((part) => part.lost > 0).map((part) => `${part.what} (${part.lost})`);
  const warnings = [
    `Salvaged from the damaged project ${source}${lost.length === 0 ? '.' : `; lost: ${lost.join(', ')}.`}`,
    ...notes,
  ];
  for (const warning of warnings) {
    sqlite.run(`UPDATE capture SET warnings = json_insert(warnings, '$[#]', ?)`, warning);
  }
  return notes;
}

/** What a newer version keeps is not all known here, and must not be dropped without a word. */
function requireReadableVersion(pages: DatabasePages, source: string): void {
  const header = pages.read(1);
  if (!header || header.readUInt32BE(68) !== projectKind.applicationId) return;
  const version = header.readUInt32BE(60);
  if (version <= latestVersion(projectKind.migrations) || version > MOST_VERSIONS) return;
  throw new UserError(
    'newer-project',
    `The project ${source} was written by a newer version of LERF Studio, which keeps things that this one does not know.`,
    'Update LERF Studio and salvage the project with that.',
  );
}

/** A number beyond this is damage and no version. */
const MOST_VERSIONS = 1000;

function nothingSaved(source: string): UserError {
  return new UserError(
    'bad-project',
    `Nothing of a LERF Studio project can be read in ${source}.`,
    'Nothing was written, and the file is as it was. Restore a copy of it, or import the capture again.',
  );
}
