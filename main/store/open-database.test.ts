import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, schemaVersion } from './migrate.ts';
import { createDatabase, openDatabase } from './open-database.ts';
import { ProjectFile } from './project-file.ts';
import { libraryKind, projectKind } from './schemas.ts';
import {
  exampleFrame,
  exampleRun,
  expectUserError,
  runChild,
  temporaryFolder,
  temporaryProject,
} from './test-support.ts';

/** A closed project with a few frames; returns its path. */
function storedProject(folder = temporaryFolder()): string {
  const project = temporaryProject(folder);
  for (let index = 0; index < 4; index++) project.captures.addFrame(exampleFrame(index));
  project.close();
  return project.path;
}

function withDatabase<T>(path: string, use: (database: Database.Database) => T): T {
  const database = new Database(path);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

describe('durability', () => {
  it('works as the design says: WAL, full synchronisation, foreign keys, our application id', () => {
    const { path } = temporaryProject();
    withDatabase(path, (database) => {
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(database.pragma('application_id', { simple: true })).toBe(0x4c455246);
      expect(schemaVersion(database)).toBe(projectKind.migrations.length);
    });
    const sqlite = openDatabase(path, projectKind);
    expect(sqlite.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(sqlite.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    sqlite.close();
  });

  it('says which kind of file it is from the first byte on disk, before anything leaves the log', () => {
    const { path } = temporaryProject();
    const header = readFileSync(path).subarray(0, 72);
    expect(header.toString('latin1', 68)).toBe('LERF');
  });

  it('leaves one file after the last connection is closed', () => {
    const folder = temporaryFolder();
    const first = temporaryProject(folder);
    const second = ProjectFile.open(first.path);
    second.rename('By the second');
    first.close();
    expect(second.info.name).toBe('By the second');
    second.close();
    expect(readdirSync(folder)).toEqual(['test.lerf']);
    const reader = ProjectFile.open(first.path, { readonly: true });
    expect(reader.info.name).toBe('By the second');
    reader.close();
    expect(readdirSync(folder)).toEqual(['test.lerf']);
  });
});

describe('migrations', () => {
  it.each([projectKind, libraryKind])('of the $noun are numbered from 1 without gaps', ({ migrations }) => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it.each(projectKind.migrations.map(({ version }) => version))(
    'lead from version %i to the same schema',
    (version) => {
      const path = join(temporaryFolder(), 'old.lerf');
      withDatabase(path, (database) => {
        database.pragma(`application_id = ${projectKind.applicationId}`);
        migrate(database, projectKind.migrations, version);
        database.exec(`INSERT INTO project VALUES (1, 'old-id', 'Old', '2026-01-01T00:00:00.000Z')`);
      });
      const project = ProjectFile.open(path);
      expect(project.info).toEqual({ id: 'old-id', name: 'Old', createdAt: '2026-01-01T00:00:00.000Z' });
      expect(project.runs.create(exampleRun).number).toBe(1);
      expect(project.integrityCheck()).toEqual([]);
      project.close();
      const schemaOf = (file: string) =>
        withDatabase(file, (database) =>
          database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2').all(),
        );
      expect(schemaOf(path)).toEqual(schemaOf(storedProject()));
    },
  );

  it('happen completely or not at all', () => {
    const database = new Database(':memory:');
    const faulty = [
      { version: 1, sql: 'CREATE TABLE one (x)' },
      { version: 2, sql: 'CREATE TABLE two (x); CREATE TABLE one (x)' },
    ];
    expect(() => migrate(database, faulty)).toThrow('one already exists');
    expect(schemaVersion(database)).toBe(0);
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
  });
});

describe('a file from a newer version', () => {
  it('opens for reading only, says why, and is not changed', () => {
    const path = storedProject();
    withDatabase(path, (database) => {
      database.pragma('user_version = 99');
      database.exec('ALTER TABLE frame ADD COLUMN exposure REAL');
    });
    const before = readFileSync(path);
    const project = ProjectFile.open(path);
    expect(project).toMatchObject({ newer: true, readOnly: true, readOnlyReason: { code: 'newer-project' } });
    expect(project.captures.frames()).toHaveLength(4);
    expectUserError(() => project.rename('x'), 'newer-project', path);
    expectUserError(() => project.captures.addFrame(exampleFrame(9)), 'newer-project', path);
    project.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('that cannot be read any more says to update', () => {
    const path = storedProject();
    withDatabase(path, (database) => {
      database.pragma('user_version = 99');
      database.exec('DROP TABLE frame_image; DROP TABLE frame');
    });
    const project = ProjectFile.open(path);
    expect(expectUserError(() => project.captures.frames(), 'newer-project', path).hint).toContain('Update');
    project.close();
  });
});

describe('what is no project, or not a whole one', () => {
  const spoiled: Record<string, (path: string) => void> = {
    'an empty file': (path) => truncateSync(path, 0),
    'a text file': (path) =>
      writeFileSync(path, 'not a database, but long enough to be mistaken for one\n'.repeat(100)),
    'a file of the header only': (path) => truncateSync(path, 100),
    'a file cut in the middle': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
    'a file cut by one page': (path) => truncateSync(path, statSync(path).size - 16_384),
    'a flipped bit in the magic': (path) => flip(path, 3),
    'a flipped bit in the page size': (path) => flip(path, 16),
    'a flipped bit in the application id': (path) => flip(path, 70),
    'a schema of zeros': (path) => overwrite(path, 100, 16_284),
    'another SQLite database': (path) => overwriteWithDatabase(path, 0),
    'the library': (path) => overwriteWithDatabase(path, libraryKind.applicationId),
    'a database with our id and nothing in it': (path) => overwriteWithDatabase(path, projectKind.applicationId),
  };

  it.each(Object.entries(spoiled))('is refused in one sentence and left as it was: %s', (_case, spoil) => {
    const folder = temporaryFolder();
    const path = storedProject(folder);
    spoil(path);
    const before = readFileSync(path);
    expect(expectUserError(() => ProjectFile.open(path), 'bad-project', path).hint).toBeTruthy();
    expectUserError(() => ProjectFile.open(path, { readonly: true }), 'bad-project', path);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['test.lerf']);
  });

  it.each(['DELETE FROM project', 'DROP TABLE project', 'ALTER TABLE project DROP COLUMN id'])(
    'is refused where our schema or the project itself is missing: %s',
    (sql) => {
      const path = storedProject();
      withDatabase(path, (database) => database.exec(sql));
      expectUserError(() => ProjectFile.open(path), 'bad-project', path);
    },
  );

  it('never takes a damaged file for something else, wherever in its header a byte is wrong', () => {
    const folder = temporaryFolder();
    const path = storedProject(folder);
    for (let offset = 0; offset < 100; offset++) {
      const copy = join(folder, `copy ${offset}.lerf`);
      copyFileSync(path, copy);
      flip(copy, offset);
      try {
        const project = ProjectFile.open(copy);
        expect(project.info.name).toBe('Test');
        project.close();
      } catch {
        expectUserError(() => ProjectFile.open(copy), 'bad-project', copy);
      }
    }
  });

  it('is found by the integrity check where opening does not see it', () => {
    const path = storedProject();
    const size = statSync(path).size;
    for (let page = 5; page * 16_384 < size; page++) overwrite(path, page * 16_384, 64);
    const project = ProjectFile.open(path);
    expect(project.integrityCheck().length).toBeGreaterThan(0);
    project.close();
  });

  it('says that nothing is there, or a folder', () => {
    const folder = temporaryFolder();
    expectUserError(() => ProjectFile.open(join(folder, 'no.lerf')), 'not-found', 'no.lerf');
    expectUserError(() => ProjectFile.open(join(folder, 'no', 'no.lerf')), 'not-found', 'no.lerf');
    mkdirSync(join(folder, 'folder.lerf'));
    expectUserError(() => ProjectFile.open(join(folder, 'folder.lerf')), 'bad-project', 'folder.lerf');
    expect(existsSync(join(folder, 'no.lerf'))).toBe(false);
  });
});

describe('names', () => {
  it.each(['füchse & 狐.lerf', 'quote\'s "double".lerf', 'a?b#c%20d.lerf', '-dash.lerf', 'file:x?mode=memory', '🦊'])(
    'are taken as they are: %s',
    (name) => {
      const folder = temporaryFolder();
      ProjectFile.create(join(folder, name), { name }).close();
      expect(readdirSync(folder)).toEqual([name]);
      const project = ProjectFile.open(join(folder, name));
      expect(project.info.name).toBe(name);
      project.close();
    },
  );

  it('may not end in a blank, which the driver would cut off', () => {
    const folder = temporaryFolder();
    expectUserError(() => ProjectFile.create(join(folder, 'a.lerf '), { name: 'x' }), 'bad-request', 'a.lerf ');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('reading only', () => {
  it('is possible on request, also while another connection writes', () => {
    const writer = temporaryProject();
    const reader = ProjectFile.open(writer.path, { readonly: true });
    expect(reader).toMatchObject({ readOnly: true, newer: false, readOnlyReason: { code: 'read-only' } });
    expectUserError(() => reader.rename('x'), 'read-only', writer.path);
    writer.rename('Seen at once');
    expect(reader.info.name).toBe('Seen at once');
    reader.close();
  });

  // Needs a user whom permissions bind, which root is not, and who can reach the checkout, which nobody
  // cannot if it lies in root's home; and Windows has other permissions.
  const nobody = process.getuid?.() === 0 ? { uid: 65534 } : {};
  const bound = process.platform !== 'win32' && spawnSync(process.execPath, ['--version'], nobody).status === 0;

  it.runIf(bound)('is what a project on a disk that cannot be written opens for', async () => {
    const folder = temporaryFolder();
    const path = storedProject(folder);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    const { lines, errors } = await runChild('describe-project', [path], nobody);
    chmodSync(folder, 0o755);
    expect(errors).toBe('');
    expect(JSON.parse(lines[0]!)).toEqual({ readOnly: true, reason: 'read-only', frames: 4, renaming: 'read-only' });
    expect(readdirSync(folder)).toEqual(['test.lerf']);
  });

  it.runIf(bound)('is what a read-only file in a writable folder opens for', async () => {
    const folder = temporaryFolder();
    const path = storedProject(folder);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o777);
    const { lines } = await runChild('describe-project', [path], nobody);
    expect(JSON.parse(lines[0]!)).toEqual({ readOnly: true, reason: 'read-only', frames: 4, renaming: 'read-only' });
  });

  it.runIf(bound)('is refused, not guessed, where changes wait in a log that cannot be taken in', async () => {
    const folder = temporaryFolder();
    const project = temporaryProject(join(folder));
    project.rename('In the log');
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const suffix of ['', '-wal']) copyFileSync(project.path + suffix, join(copy, `test.lerf${suffix}`));
    chmodSync(folder, 0o755);
    chmodSync(copy, 0o555);
    const { lines } = await runChild('describe-project', [join(copy, 'test.lerf')], nobody);
    chmodSync(copy, 0o755);
    expect(JSON.parse(lines[0]!)).toEqual({ error: 'read-only' });
  });

  it.runIf(bound)('cannot bring an older file up to date, and says so', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'old.lerf');
    withDatabase(path, (database) => {
      database.pragma(`application_id = ${projectKind.applicationId}`);
      migrate(database, projectKind.migrations, 1);
      database.exec(`INSERT INTO project VALUES (1, 'old-id', 'Old', '2026-01-01T00:00:00.000Z')`);
    });
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    const { lines } = await runChild('describe-project', [path], nobody);
    chmodSync(folder, 0o755);
    expect(JSON.parse(lines[0]!)).toEqual({ error: 'read-only' });
  });
});

describe('creating', () => {
  it('refuses a name that is taken, and a folder that is not there', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'taken.lerf');
    writeFileSync(path, 'mine');
    expectUserError(() => createDatabase(path, projectKind, 'shared'), 'conflict', path);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expectUserError(() => createDatabase(join(folder, 'no', 'x.lerf'), projectKind, 'shared'), 'not-found', 'x.lerf');
  });

  it('leaves nothing behind when it fails', () => {
    const folder = temporaryFolder();
    const faulty = { ...projectKind, migrations: [{ version: 1, sql: 'CREATE NONSENSE' }] };
    expect(() => createDatabase(join(folder, 'x.lerf'), faulty, 'shared')).toThrow('syntax error');
    expect(readdirSync(folder)).toEqual([]);
  });
});

function flip(path: string, offset: number): void {
  const bytes = readFileSync(path);
  bytes[offset]! ^= 0x40;
  writeFileSync(path, bytes);
}

function overwrite(path: string, offset: number, length: number): void {
  writeFileSync(path, readFileSync(path).fill(0, offset, offset + length));
}

function overwriteWithDatabase(path: string, applicationId: number): void {
  truncateSync(path, 0);
  withDatabase(path, (database) => {
    database.pragma(`application_id = ${applicationId}`);
    database.exec('CREATE TABLE someone (elses TEXT)');
  });
}
