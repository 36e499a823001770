import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProjectFile } from '../store/project-file.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { OpenProjects } from './open-projects.ts';

let folder: string;
let path: string;
const onOpen = vi.fn();
let projects: OpenProjects;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'a.lerf');
  await createTinyProject(path);
  onOpen.mockClear();
  projects = new OpenProjects({ locate: () => path, onOpen, idleMs: 50 });
});
afterEach(async () => {
  projects.closeAll();
  await removeFolder(folder);
});

const frames = () => projects.use('a', ({ captures }) => captures.frameCount());

test('a project is opened once while it is used, and closed when it rests', async () => {
  expect(frames()).toBe(5);
  expect(frames()).toBe(5);
  expect(onOpen).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(projects.count).toBe(0));
  expect(frames()).toBe(5);
  expect(onOpen).toHaveBeenCalledTimes(2);
});

test('a file that was deleted while it was open is not found any more', async () => {
  frames();
  await rm(path);
  expect(frames).toThrow('was not found');
  expect(projects.count).toBe(0);
});

test('a project that moved is opened where it is now', async () => {
  frames();
  const moved = join(folder, 'b.lerf');
  await rename(path, moved);
  path = moved;
  expect(projects.use('a', (project) => project.path)).toBe(moved);
});

test('what is read-only is refused to change, with its reason', () => {
  const open = ProjectFile.open;
  vi.spyOn(ProjectFile, 'open').mockImplementation((file) => open.call(ProjectFile, file, { readonly: true }));
  try {
    expect(() => projects.change('a', (project) => project.rename('x'))).toThrow('for reading only');
    expect(frames()).toBe(5);
  } finally {
    vi.restoreAllMocks();
  }
});
