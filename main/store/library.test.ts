import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { projectCardSchema } from '../api/contract.ts';
import { Library } from './library.ts';
import { ProjectFile } from './project-file.ts';
import { exampleFrame, exampleRun, expectUserError, temporaryFolder, temporaryProject } from './test-support.ts';

function openLibrary(folder = join(temporaryFolder(), 'data')): Library {
  const library = Library.open(folder);
  onTestFinished(() => library.close());
  return library;
}

/** A closed project with two frames and an evaluated run. */
function storedProject(folder = temporaryFolder()): string {
  const project = temporaryProject(folder);
  for (const index of [0, 1]) project.captures.addFrame(exampleFrame(index));
  const { id } = project.runs.create(exampleRun);
  project.checkpoints.save(id, 500, [], null);
  project.runs.update(id, { state: 'done', step: 500 });
  project.evaluations.save({ runId: id, step: 500, psnr: 24.6, ssim: 0.8, images: [] });
  project.close();
  return project.path;
}

describe('the library', () => {
  it('shows a project as its file describes it', () => {
    const library = openLibrary();
    const path = storedProject();
    const card = library.add(path);
    expect(projectCardSchema.parse(card)).toEqual(card);
    expect(card).toMatchObject({
      path,
      name: 'Test',
      images: 2,
      state: 'trained',
      lastMetric: { step: 500, psnr: 24.6 },
      hasThumbnail: true,
      fileBytes: readFileSync(path).length,
    });
    expect(library.thumbnail(card.id)).toEqual(exampleFrame(0).thumbnail);
    expect(library.list()).toEqual([card]);
  });

  it('is still there after a restart', () => {
    const folder = temporaryFolder();
    const before = Library.open(folder);
    const card = before.add(storedProject());
    before.settings.set('theme', 'dark');
    before.close();
    const after = openLibrary(folder);
    expect(after.warning).toBeNull();
    expect(after.list()).toEqual([card]);
    expect(after.settings.get('theme')).toBe('dark');
  });

  it('puts the project opened last first', async () => {
    const library = openLibrary();
    const [a, b] = [library.add(storedProject()), library.add(storedProject())];
    expect(library.list().map(({ id }) => id)).toEqual([b.id, a.id]);
    await new Promise((done) => setTimeout(done, 2));
    library.touch(a.id);
    expect(library.list().map(({ id }) => id)).toEqual([a.id, b.id]);
  });

  it('adds a file once, follows it when it moves, and gives a copy an id of its own', () => {
    const library = openLibrary();
    const folder = temporaryFolder();
    const path = storedProject(folder);
    const { id } = library.add(path);
    expect(library.add(path).id).toBe(id);
    const moved = join(folder, 'moved.lerf');
    renameSync(path, moved);
    expect(library.add(moved)).toMatchObject({ id, path: moved });
    expect(library.list()).toHaveLength(1);
    copyFileSync(moved, path);
    const copy = library.add(path);
    expect(copy.id).not.toBe(id);
    expect(library.add(path).id).toBe(copy.id);
    expect(library.list()).toHaveLength(2);
  });

  it('renames the project and its card', () => {
    const library = openLibrary();
    const path = storedProject();
    const { id } = library.add(path);
    expect(library.rename(id, 'Füchse')).toMatchObject({ name: 'Füchse', path });
    const project = ProjectFile.open(path);
    expect(project.info.name).toBe('Füchse');
    project.close();
  });

  it('brings cards up to date, and says what is missing or damaged', () => {
    const library = openLibrary();
    const path = storedProject();
    const { id } = library.add(path);
    const project = ProjectFile.open(path);
    project.captures.addFrame(exampleFrame(2));
    expect(library.refresh(id).images).toBe(3);
    project.close();
    const whole = readFileSync(path);
    truncateSync(path, 40_000);
    expect(library.refresh(id)).toMatchObject({ state: 'damaged', name: 'Test', images: 3 });
    rmSync(path);
    expect(library.list()[0]).toMatchObject({ state: 'missing', name: 'Test', hasThumbnail: true });
    expect(library.refresh(id).state).toBe('missing');
    writeFileSync(path, whole);
    expect(library.refresh(id).state).toBe('trained');
  });

  it('knows only what is on the list, and adds only projects', () => {
    const library = openLibrary();
    for (const act of [library.get, library.touch, library.refresh, library.remove, library.thumbnail]) {
      expectUserError(() => act.call(library, 'unknown'), 'not-found', 'unknown');
    }
    const text = join(temporaryFolder(), 'text.lerf');
    expectUserError(() => library.add(text), 'not-found', text);
    writeFileSync(text, 'text');
    expectUserError(() => library.add(text), 'bad-project', text);
    expect(library.list()).toEqual([]);
  });
});

describe('deleting', () => {
  it('from the list keeps the file', () => {
    const library = openLibrary();
    const path = storedProject();
    library.delete(library.add(path).id, { deleteFile: false });
    expect(library.list()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('with the file takes everything of it along and nothing else', () => {
    const library = openLibrary();
    const folder = temporaryFolder();
    const path = storedProject(folder);
    for (const suffix of ['-wal', '-shm', '.backup']) writeFileSync(path + suffix, '');
    library.delete(library.add(path).id, { deleteFile: true });
    expect(readdirSync(folder)).toEqual(['test.lerf.backup']);
    expect(library.list()).toEqual([]);
  });

  it('works on a damaged project, and on one that is gone', () => {
    const library = openLibrary();
    const path = storedProject();
    const { id } = library.add(path);
    truncateSync(path, 40_000);
    library.delete(id, { deleteFile: true });
    expect(existsSync(path)).toBe(false);
    const gone = library.add(storedProject());
    rmSync(gone.path);
    library.delete(gone.id, { deleteFile: true });
    expect(library.list()).toEqual([]);
  });

  it.each(['', 'my thesis', 'SQLite format 3\0'])('never deletes a stranger that took its place: %j', (content) => {
    const library = openLibrary();
    const path = storedProject();
    const { id } = library.add(path);
    writeFileSync(path, content);
    expectUserError(() => library.delete(id, { deleteFile: true }), 'bad-project', path);
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(library.list()).toHaveLength(1);
  });
});

describe('a library that cannot be used as it is', () => {
  it('is set aside when it is damaged, and the app starts with an empty one', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'library.db'), 'spoiled');
    const library = openLibrary(folder);
    expect(library.warning).toContain('damaged');
    const card = library.add(storedProject());
    library.close();
    const aside = readdirSync(folder).find((name) => name.startsWith('library-damaged-'))!;
    expect(readFileSync(join(folder, aside), 'utf8')).toBe('spoiled');
    const again = openLibrary(folder);
    expect(again.warning).toBeNull();
    expect(again.list()).toEqual([card]);
  });

  it('begins in memory where its folder cannot be', () => {
    const file = join(temporaryFolder(), 'no folder');
    writeFileSync(file, '');
    const library = openLibrary(join(file, 'data'));
    expect(library.warning).toContain('are lost when LERF Studio closes');
    const card = library.add(storedProject());
    expect(library.list()).toEqual([card]);
  });

  it('serves from memory when a newer version wrote it, which is left as it is', () => {
    const folder = temporaryFolder();
    const first = Library.open(folder);
    const card = first.add(storedProject());
    first.close();
    const database = new Database(join(folder, 'library.db'));
    database.pragma('user_version = 99');
    database.close();
    const before = readFileSync(join(folder, 'library.db'));
    const library = openLibrary(folder);
    expect(library.warning).toContain('newer version');
    expect(library.list()).toEqual([card]);
    library.add(storedProject());
    expect(library.list()).toHaveLength(2);
    library.close();
    expect(readFileSync(join(folder, 'library.db')).equals(before)).toBe(true);
  });
});
