import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { apiErrorSchema } from '../api/contract.ts';
import { canBreakDisks, mountFailingDisk } from '../testing/failing-disk.ts';
import { canMountDisks, mountSmallDisk } from '../testing/small-disk.ts';
import { Library } from './library.ts';
import { ProjectFile } from './project-file.ts';
import { salvage } from './salvage/salvage.ts';
import {
  checkUserError,
  exampleCapture,
  exampleFrame,
  exampleRun,
  exampleTensor,
  expectUserError,
  temporaryFolder,
  temporaryProject,
} from './test-support.ts';

/** A closed project of 24 frames in the folder; returns its path. */
function storedProject(folder: string): string {
  const project = temporaryProject(folder);
  project.captures.save(exampleCapture);
  for (let index = 0; index < 24; index++) project.captures.addFrame(exampleFrame(index));
  project.close();
  return project.path;
}

// Real disks, mounted for the test: what cannot be mounted here is reported as skipped.
describe.skipIf(!canMountDisks)('on a disk that is full', () => {
  it('a project opens for reading, says why, and is whole when there is space again', () => {
    using disk = mountSmallDisk(8 << 20);
    const path = storedProject(disk.folder);
    disk.fill();
    const project = ProjectFile.open(path);
    expect(project.captures.frames()).toHaveLength(24);
    expect(project.readOnlyReason).toMatchObject({ code: 'disk', hint: 'Free some space there to change it.' });
    expectUserError(() => project.rename('x'), 'disk', `The disk that holds ${path} is full`);
    project.close();
    expect(readdirSync(disk.folder).sort()).toEqual(['filler', 'test.lerf']);
    disk.free();
    const again = ProjectFile.open(path);
    expect(again).toMatchObject({ readOnly: false });
    expect(again.integrityCheck()).toEqual([]);
    again.close();
  });

  it('a write fails whole: what was acknowledged is there, and nothing of the rest', () => {
    using disk = mountSmallDisk(8 << 20);
    const project = ProjectFile.open(storedProject(disk.folder));
    disk.fill(400_000);
    let acknowledged = 0;
    const write = () => {
      for (;;) project.settings.set(`key ${acknowledged++}`, 'x'.repeat(20_000));
    };
    const { hint } = expectUserError(write, 'disk', `The disk that holds ${project.path} is full.`);
    expect(hint).toContain('Free some space');
    project.close();
    disk.free();
    const survivor = ProjectFile.open(project.path);
    expect(Object.keys(survivor.settings.all())).toHaveLength(acknowledged - 1);
    expect(survivor.integrityCheck()).toEqual([]);
    survivor.close();
  });

  it('a checkpoint that does not fit leaves the one before, which can be read at once', () => {
    using disk = mountSmallDisk(12 << 20);
    const project = ProjectFile.open(storedProject(disk.folder));
    project.runs.create(exampleRun);
    project.checkpoints.save('1', 100, [exampleTensor('w', 100_000)], { step: 100 });
    disk.fill(600_000);
    const save = () => project.checkpoints.save('1', 200, [exampleTensor('w', 400_000)], { step: 200 });
    expectUserError(save, 'disk', project.path);
    expect(project.checkpoints.load('1')).toMatchObject({ step: 100, damagedSteps: [], extra: { step: 100 } });
    disk.free();
    save();
    expect(project.checkpoints.load('1')).toMatchObject({ step: 200, damagedSteps: [] });
    expect(project.integrityCheck()).toEqual([]);
    project.close();
  });

  it('nothing is begun: no project, no half of one', async () => {
    using disk = mountSmallDisk(1 << 20);
    disk.fill();
    const path = join(disk.folder, 'new.lerf');
    expectUserError(() => ProjectFile.create(path, { name: 'New' }), 'disk', `The disk that holds ${path} is full.`);
    const building = ProjectFile.createAtomic(path, 'New', () => {});
    checkUserError(await building.catch((thrown) => thrown), 'disk', `The disk that holds ${path} is full.`);
    expect(readdirSync(disk.folder)).toEqual(['filler']);
  });

  it('the list of projects is shown, and its changes are kept in memory', () => {
    using disk = mountSmallDisk(4 << 20);
    const folder = join(disk.folder, 'data');
    const path = storedProject(temporaryFolder());
    const library = Library.open(folder);
    const { id } = library.add(path);
    library.close();
    disk.fill();
    const full = Library.open(folder);
    expect(full.warning).toContain('is full');
    expect(full.list().map((card) => card.id)).toEqual([id]);
    full.touch(id);
    full.close();
  });

  it('a damaged project is not salvaged there, and nothing of the attempt stays', async () => {
    using disk = mountSmallDisk(1 << 20);
    const path = storedProject(temporaryFolder());
    const target = join(disk.folder, 'new.lerf');
    const attempt = salvage(path, target, { isImage: async () => true, isLanguageIndex: () => true });
    checkUserError(await attempt.catch((thrown) => thrown), 'disk', `The disk that holds ${target} is full.`);
    expect(readdirSync(disk.folder)).toEqual([]);
  });
});

describe.skipIf(!canMountDisks)('on a disk that cannot be written, whoever asks', () => {
  it('a project opens for reading, and is not changed', () => {
    using disk = mountSmallDisk(8 << 20);
    const path = storedProject(disk.folder);
    disk.makeReadOnly();
    const project = ProjectFile.open(path);
    expect(project.captures.frames()).toHaveLength(24);
    expect(expectUserError(() => project.rename('x'), 'read-only', path).hint).toContain('copy it to a folder');
    project.close();
    const target = join(disk.folder, 'new.lerf');
    expectUserError(() => ProjectFile.create(target, { name: 'New' }), 'read-only', target);
  });
});

describe.skipIf(!canBreakDisks)('on a disk that fails', () => {
  it('reading says so, and salvaging keeps what the disk still gives', async () => {
    using disk = mountFailingDisk();
    const path = storedProject(disk.folder);
    disk.breakFile(path, 0.7);
    const readAll = () => {
      const project = ProjectFile.open(path, { readonly: true });
      try {
        for (const { index } of project.captures.frames()) project.captures.image(index);
      } finally {
        project.close();
      }
    };
    expect(expectUserError(readAll, 'disk', `The disk failed while reading or writing ${path}.`).hint).toBeTruthy();
    const target = join(temporaryFolder(), 'saved.lerf');
    const report = await salvage(path, target, {
      isImage: async (data) => data.every((byte) => byte === data[0]) || data.length < 100,
      isLanguageIndex: () => true,
    });
    expect(report.refusedPages).toBeGreaterThan(0);
    const images = report.parts.find(({ what }) => what === 'images')!;
    expect(images.saved).toBeGreaterThan(0);
    const saved = ProjectFile.open(target);
    expect(saved.captures.frameCount()).toBe(images.saved);
    saved.close();
  });
});

describe.skipIf(process.platform === 'win32')('where a write is cut short', () => {
  it('the error is one sentence, and what was acknowledged is whole', () => {
    const path = storedProject(temporaryFolder());
    const program = fileURLToPath(new URL('./test-children/fill-under-limit.ts', import.meta.url));
    // Not a multiple of a page: the last write gets through in part.
    const limit = Math.ceil(readFileSync(path).length / 1024) + 1001;
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, program, path],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    const error = apiErrorSchema.parse(JSON.parse(stdout));
    expect(error).toMatchObject({ code: 'disk', message: `The disk failed while reading or writing ${path}.` });
    expect(error.hint).toContain('whether it takes files of this size');
    const project = ProjectFile.open(path);
    expect(project.captures.frames()).toHaveLength(24);
    expect(Object.keys(project.settings.all()).length).toBeGreaterThan(0);
    expect(project.integrityCheck()).toEqual([]);
    project.close();
  });
});
