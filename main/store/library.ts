import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ProjectCard, ProjectState } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { deleteProjectFile } from './delete-project.ts';
import { userDataFolder } from './folders.ts';
import { createDatabase, openDatabase, openInMemory } from './open-database.ts';
import { ProjectFile, type ProjectSummary } from './project-file.ts';
import { libraryKind } from './schemas.ts';
import { Settings } from './settings.ts';
import type { Sqlite } from './sqlite.ts';
import { storageError } from './storage-error.ts';

/** Recent projects as the project browser shows them, and the app's settings, in the user's data folder. */
export class Library {
  readonly settings: Settings;
  /** One sentence for the user if the list could not be opened as it should; else null. */
  readonly warning: string | null;
  readonly #sqlite: Sqlite;

  private constructor(sqlite: Sqlite, warning: string | null) {
    this.#sqlite = sqlite;
    this.warning = warning;
    this.settings = new Settings(sqlite);
  }

  /**
   * Opens library.db in `folder`, creating both if need be. No state of that file keeps the app from
   * starting: a damaged list is set aside, and one that cannot be written is kept in memory.
   */
  static open(folder: string = userDataFolder()): Library {
    const path = join(folder, 'library.db');
    try {
      return Library.#openOrBegin(path);
    } catch (thrown) {
      const error = storageError(thrown, path, libraryKind.noun);
      if (!(error instanceof UserError)) throw error;
      return new Library(openInMemory(path, libraryKind), unsaved(error.message));
    }
  }

  static #openOrBegin(path: string): Library {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return new Library(createDatabase(path, libraryKind, 'shared'), null);
    try {
      return Library.#openExisting(path);
    } catch (thrown) {
      if (!(thrown instanceof UserError) || thrown.code !== 'bad-project') throw thrown;
      return Library.#beginAnew(path);
    }
  }

  static #openExisting(path: string): Library {
    const sqlite = openDatabase(path, libraryKind);
    if (!sqlite.readOnly) return new Library(sqlite, null);
    try {
      return new Library(openInMemory(path, libraryKind, sqlite.serialize()), unsaved(sqlite.readOnly.message));
    } finally {
      sqlite.close();
    }
  }

  static #beginAnew(path: string): Library {
    const aside = path.replace(/\.db$/, `-damaged-${Date.now()}.db`);
    // With its log, which would otherwise be taken for the new file's.
    for (const suffix of ['-wal', '']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    }
    return new Library(
      createDatabase(path, libraryKind, 'shared'),
      `The list of recent projects was damaged and begins anew; your projects are untouched, and the old list is kept as ${aside}.`,
    );
  }

  /** All cards, most recently opened first. `missing` is looked up now, the rest is as of the last refresh. */
  list(): ProjectCard[] {
    return this.#sqlite
      .all<ProjectRow>(`${selectCards} ORDER BY opened_at DESC, rowid DESC`)
      .map((row) => this.#card(row));
  }

  /** @throws UserError not-found */
  get(id: string): ProjectCard {
    const row = this.#sqlite.get<ProjectRow>(`${selectCards} WHERE id = ?`, id);
    if (!row) throw noProject(id);
    return this.#card(row);
  }

  /** A JPEG, or null. @throws UserError not-found */
  thumbnail(id: string): Buffer | null {
    const row = this.#sqlite.get<{ thumbnail: Buffer | null }>('SELECT thumbnail FROM project WHERE id = ?', id);
    if (!row) throw noProject(id);
    return row.thumbnail;
  }

  /**
   * Puts a project file on the list, or brings its card up to date and to the top. The card's id is the
   * project's own, except for a copy of a project that is on the list already, which gets another.
   *
   * @throws UserError whatever `ProjectFile.open` throws
   */
  add(path: string): ProjectCard {
    const file = resolve(path);
    const content = readContent(file);
    const id = this.#sqlite.transaction(() => {
      const known = this.#sqlite.get<{ id: string }>('SELECT id FROM project WHERE path = ?', file)?.id;
      const id = known ?? this.#freeId(content.id);
      this.#sqlite.run('DELETE FROM project WHERE id = ?', id);
      this.#sqlite.run(
        `INSERT INTO project (id, path, name, images, state, file_bytes, opened_at) VALUES (?, ?, '', 0, '', 0, ?)`,
        id,
        file,
        new Date().toISOString(),
      );
      this.#write(id, content);
      return id;
    });
    return this.get(id);
  }

  /** Notes that the project was opened now. */
  touch(id: string): ProjectCard {
    if (this.#sqlite.run('UPDATE project SET opened_at = ? WHERE id = ?', new Date().toISOString(), id) === 0) {
      throw noProject(id);
    }
    return this.get(id);
  }

  /** Reads the card from the project file again; a file that cannot be read becomes `missing` or `damaged`. */
  refresh(id: string): ProjectCard {
    const { path } = this.get(id);
    if (existsSync(path)) this.#refreshFrom(id, path);
    return this.get(id);
  }

  /** Renames the project, in its file and on its card; the file keeps its name. */
  rename(id: string, name: string): ProjectCard {
    const project = ProjectFile.open(this.get(id).path);
    try {
      project.rename(name);
    } finally {
      project.close();
    }
    this.#sqlite.run('UPDATE project SET name = ? WHERE id = ?', name, id);
    return this.get(id);
  }

  /** Takes the project off the list; its file stays. */
  remove(id: string): void {
    if (this.#sqlite.run('DELETE FROM project WHERE id = ?', id) === 0) throw noProject(id);
  }

  /**
   * Takes the project off the list and, with `deleteFile`, deletes its file: only if that is one of our
   * project files (whole or not), so that a stranger's file at that path is never lost. The caller closes
   * the project first.
   *
   * @throws UserError not-found, bad-project, conflict, read-only or disk; then nothing was removed
   */
  delete(id: string, { deleteFile }: { deleteFile: boolean }): void {
    const { path } = this.get(id);
    if (deleteFile && existsSync(path)) deleteProjectFile(path);
    this.remove(id);
  }

  close(): void {
    this.#sqlite.close();
  }

  /** A project that was moved keeps its id; a copy of one that is still there needs its own. */
  #freeId(id: string): string {
    const path = this.#sqlite.get<{ path: string }>('SELECT path FROM project WHERE id = ?', id)?.path;
    return path !== undefined && existsSync(path) ? randomUUID() : id;
  }

  #refreshFrom(id: string, path: string): void {
    try {
      this.#write(id, readContent(path));
    } catch (thrown) {
      if (!(thrown instanceof UserError) || thrown.code !== 'bad-project') throw thrown;
      this.#sqlite.run(`UPDATE project SET state = 'damaged' WHERE id = ?`, id);
    }
  }

  #write(id: string, content: CardContent): void {
    this.#sqlite.run(
      `UPDATE project SET name = ?, images = ?, state = ?, last_metric = ?, file_bytes = ?, thumbnail = ? WHERE id = ?`,
      content.name,
      content.images,
      content.state,
      content.lastMetric && JSON.stringify(content.lastMetric),
      content.fileBytes,
      content.thumbnail,
      id,
    );
  }

  #card(row: ProjectRow): ProjectCard {
    return {
      id: row.id,
      path: row.path,
      name: row.name,
      images: row.images,
      state: existsSync(row.path) ? row.state : 'missing',
      lastMetric: row.last_metric === null ? null : this.#sqlite.json(row.last_metric),
      hasThumbnail: row.has_thumbnail === 1,
      fileBytes: row.file_bytes,
      openedAt: row.opened_at,
    };
  }
}

const selectCards = `SELECT id, path, name, images, state, last_metric, file_bytes, opened_at,
                            thumbnail IS NOT NULL AS has_thumbnail FROM project`;

type CardContent = ProjectSummary & { id: string; name: string; fileBytes: number; thumbnail: Buffer | null };

function readContent(path: string): CardContent {
  const project = ProjectFile.open(path, { readonly: true });
  try {
    const { id, name } = project.info;
    return { id, name, ...project.summary(), thumbnail: project.captures.coverThumbnail(), fileBytes: fileBytes(path) };
  } finally {
    project.close();
  }
}

function fileBytes(path: string): number {
  return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function noProject(id: string): UserError {
  return new UserError('not-found', `No project ${id} is on the list.`, 'Open its .lerf file to put it there again.');
}

function unsaved(reason: string): string {
  return `${reason} Changes to the list of recent projects are lost when LERF Studio closes.`;
}

interface ProjectRow {
  id: string;
  path: string;
  name: string;
  images: number;
  state: ProjectState;
  last_metric: string | null;
  file_bytes: number;
  opened_at: string;
  has_thumbnail: number;
}
