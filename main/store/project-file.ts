import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectCard, Run } from '../api/contract.ts';
import { AnnotatedViews } from './annotated-views.ts';
import { Captures } from './captures.ts';
import { Checkpoints } from './checkpoints.ts';
import { nameTaken, publishFile } from './durable-file.ts';
import { Evaluations } from './evaluations.ts';
import { Features } from './features.ts';
import { KeptObjects } from './kept-objects.ts';
import { LanguageIndexes } from './language-indexes.ts';
import { Metrics } from './metrics.ts';
import { createDatabase, openDatabase, removeAbandoned, removeDatabaseFiles } from './open-database.ts';
import { PhraseSets } from './phrase-sets.ts';
import { Previews } from './previews.ts';
import { Queries } from './queries.ts';
import { Runs, runNumber } from './runs.ts';
import { projectKind } from './schemas.ts';
import { Settings } from './settings.ts';
import type { DatabaseFigures, ReadOnlyReason, Sqlite } from './sqlite.ts';
import { damaged } from './storage-error.ts';

export interface ProjectInfo {
  id: string;
  name: string;
  createdAt: string;
}

/** What a project's card shows of its content. */
export type ProjectSummary = Pick<ProjectCard, 'images' | 'lastMetric'> & {
  state: Exclude<ProjectCard['state'], 'missing' | 'damaged'>;
};

/**
 * One .lerf file, open. Each thread and process opens its own; all of them see what any of them wrote.
 * Everything is synchronous, and durable when the call returns.
 */
export class ProjectFile {
  readonly path: string;
  readonly captures: Captures;
  readonly features: Features;
  readonly runs: Runs;
  readonly metrics: Metrics;
  readonly checkpoints: Checkpoints;
  readonly evaluations: Evaluations;
  readonly previews: Previews;
  readonly languageIndexes: LanguageIndexes;
  readonly phraseSets: PhraseSets;
  readonly queries: Queries;
  readonly keptObjects: KeptObjects;
  readonly annotatedViews: AnnotatedViews;
  readonly settings: Settings;
  readonly #sqlite: Sqlite;

  private constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    this.path = sqlite.path;
    this.captures = new Captures(sqlite);
    this.features = new Features(sqlite);
    this.runs = new Runs(sqlite);
    this.metrics = new Metrics(sqlite);
    this.checkpoints = new Checkpoints(sqlite);
    this.evaluations = new Evaluations(sqlite);
    this.previews = new Previews(sqlite);
    this.languageIndexes = new LanguageIndexes(sqlite);
    this.phraseSets = new PhraseSets(sqlite);
    this.queries = new Queries(sqlite);
    this.keptObjects = new KeptObjects(sqlite);
    this.annotatedViews = new AnnotatedViews(sqlite);
    this.settings = new Settings(sqlite);
  }

  /** Creates an empty project. @throws UserError conflict if the file exists; not-found, read-only, disk */
  static create(path: string, { id = randomUUID() as string, name }: { id?: string; name: string }): ProjectFile {
    const sqlite = createDatabase(path, projectKind, 'shared');
    try {
      return ProjectFile.#begin(sqlite, id, name);
    } catch (thrown) {
      sqlite.close();
      removeDatabaseFiles(sqlite.path);
      throw thrown;
    }
  }

  /**
   * Creates a project that appears under its name only once `fill` is done. It is built in `path` +
   * '.importing', which is removed if `fill` throws, and by the next attempt if the process died.
   *
   * @returns what `fill` returns
   * @throws UserError conflict if the file exists or is being imported by another process; not-found,
   *   read-only, disk; and whatever `fill` throws
   */
  static async createAtomic<T>(path: string, name: string, fill: (project: ProjectFile) => Promise<T> | T): Promise<T> {
    const target = resolve(path);
    const unfinished = `${target}.importing`;
    if (existsSync(target)) throw nameTaken(target);
    removeAbandoned(unfinished, projectKind);
    const sqlite = createDatabase(unfinished, projectKind, 'building', target);
    try {
      const result = await fill(ProjectFile.#begin(sqlite, randomUUID(), name));
      sqlite.close();
      publishFile(unfinished, target);
      return result;
    } catch (thrown) {
      sqlite.close();
      removeDatabaseFiles(unfinished);
      throw thrown;
    }
  }

  /**
   * Opens a project; see `openDatabase` for when it is read-only.
   *
   * @throws UserError not-found, bad-project, read-only, conflict or disk
   */
  static open(path: string, options: { readonly?: boolean } = {}): ProjectFile {
    const sqlite = openDatabase(path, projectKind, options);
    try {
      const project = new ProjectFile(sqlite);
      void project.info;
      return project;
    } catch (thrown) {
      sqlite.close();
      throw thrown;
    }
  }

  static #begin(sqlite: Sqlite, id: string, name: string): ProjectFile {
    const createdAt = new Date().toISOString();
    sqlite.run('INSERT INTO project (only, id, name, created_at) VALUES (1, ?, ?, ?)', id, name, createdAt);
    return new ProjectFile(sqlite);
  }

  get info(): ProjectInfo {
    const info = this.#sqlite.get<ProjectInfo>('SELECT id, name, created_at AS createdAt FROM project');
    if (!info) throw damaged(this.path, 'project');
    return info;
  }

  get readOnly(): boolean {
    return this.#sqlite.readOnly !== null;
  }

  /** Why it is read-only, in words for a person. */
  get readOnlyReason(): ReadOnlyReason | null {
    return this.#sqlite.readOnly;
  }

  /** A newer version of LERF Studio wrote the file. */
  get newer(): boolean {
    return this.#sqlite.readOnly?.code === 'newer-project';
  }

  rename(name: string): void {
    this.#sqlite.run('UPDATE project SET name = ?', name);
  }

  summary(): ProjectSummary {
    return this.#sqlite.snapshot(() => {
      const heldOut = this.runs.lastHeldOut();
      return {
        images: this.captures.frameCount(),
        state: stateOf(this.runs.list()),
        lastMetric: heldOut && { step: heldOut.step, psnr: heldOut.psnr },
      };
    });
  }

  /**
   * Takes a run back to `step`, where it is about to be resumed from a checkpoint: everything recorded
   * after it is dropped, so that no step is there twice.
   */
  rewindRun(runId: string, step: number): void {
    this.#sqlite.transaction(() => {
      const run = runNumber(runId);
      this.metrics.truncateAfter(runId, step);
      this.checkpoints.truncateAfter(runId, step);
      this.#sqlite.run('DELETE FROM evaluation WHERE run = ? AND step > ?', run, step);
      this.#sqlite.run('DELETE FROM preview WHERE run = ? AND step > ?', run, step);
      this.runs.update(runId, { step });
    });
  }

  /** What the file is like, without anything of what is in it. */
  figures(): DatabaseFigures {
    return this.#sqlite.figures();
  }

  /** Every page, index and reference checked; what is wrong, empty if all is well. Reads the whole file. */
  integrityCheck(): string[] {
    return this.#sqlite.integrityProblems();
  }

  /** Writes the project, as it is at this moment, to a new file. Throws what SQLite throws. */
  copyTo(path: string): void {
    this.#sqlite.copyTo(path);
  }

  /** Leaves one file behind, with everything in it, if this was the last connection. */
  close(): void {
    this.#sqlite.close();
  }
}

/** `runs` oldest first. */
function stateOf(runs: readonly Run[]): ProjectSummary['state'] {
  if (runs.some((run) => run.state === 'running' || run.state === 'queued')) return 'training';
  const newest = runs.at(-1)?.state;
  if (newest === 'paused' || newest === 'interrupted') return 'paused';
  return runs.some((run) => run.checkpointStep !== null) ? 'trained' : 'imported';
}
