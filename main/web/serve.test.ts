/** The web shell over a real engine process that really trains, and is really killed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineInfo, Job, Run } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { ProjectFile } from '../store/project-file.ts';
import { removeFolder, temporaryFolder } from '../testing/test-engine.ts';
import { writeTinyCapture } from '../testing/tiny-capture.ts';
import { createTinyProject } from '../testing/tiny-project.ts';
import { serveWeb, type WebShell } from './serve.ts';

let folder: string;
let shell: WebShell | null = null;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await shell?.close();
  shell = null;
  await removeFolder(folder);
});

async function serve(project: string | null = null): Promise<WebShell> {
  shell = await serveWeb({ port: 0, roots: [folder], project, dataFolder: join(folder, 'data') });
  return shell;
}

/** Signs in with the token of the printed link and asks the API as the page does. */
async function signIn({ url, port }: WebShell) {
  const origin = `http://127.0.0.1:${port}`;
  const headers: Record<string, string> = { origin, 'content-type': 'application/json' };
  const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token');
  const session = await fetch(`${origin}/session`, { method: 'POST', headers, body: JSON.stringify({ token }) });
  headers.cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
  return async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await fetch(`${origin}${path}`, { method, headers, ...init })).json() as Promise<Answer>;
  };
}

test('a project given on the command line is on the list, and its id is in the link', async () => {
  const project = join(folder, 'given.lerf');
  await createTinyProject(project, { name: 'Given' });
  const ask = await signIn(await serve(project));
  const { projects } = await ask<{ projects: { id: string; name: string }[] }>('GET', '/api/library');
  expect(projects).toMatchObject([{ name: 'Given' }]);
  expect(shell!.url).toContain(`&project=${projects[0]!.id}`);
});

test('a project that cannot be opened keeps the shell from starting, and leaves no engine behind', async () => {
  await expect(serve(join(folder, 'nowhere.lerf'))).rejects.toThrow(UserError);
});

test('a port that is taken is a clear error', async () => {
  const first = await serve();
  await expect(
    serveWeb({ port: first.port, roots: [], project: null, dataFolder: join(folder, 'other') }),
  ).rejects.toThrow(`Port ${first.port} is in use.`);
});

test('import, train, kill the engine: the shell stays up and training goes on from the checkpoint', async () => {
  await writeTinyCapture(join(folder, 'capture'), { images: 6 });
  const ask = await signIn(await serve());
  const project = join(folder, 'tiny.lerf');
  const job = await ask<Job>('POST', '/api/import', { capture: join(folder, 'capture'), name: 'Tiny', project });
  const imported = await vi.waitFor(
    async () => {
      const { state, result } = await ask<Job>('GET', `/api/jobs/${job.id}`);
      expect(state).toBe('done');
      return result as { projectId: string; images: number };
    },
    { timeout: 20_000 },
  );
  expect(imported.images).toBe(6);

  const runs = `/api/projects/${imported.projectId}/runs`;
  const { id } = await ask<Run>('POST', runs, { steps: 100_000, device: 'cpu' });
  const until = (condition: (run: Run) => void) =>
    vi.waitFor(async () => condition(await ask<Run>('GET', `${runs}/${id}`)), { timeout: 60_000, interval: 100 });
  const control = (action: string) => ask<Run>('POST', `${runs}/${id}/control`, { action });

  await until((run) => expect(run.series.length).toBeGreaterThan(0));
  await control('pause');
  await until((run) => expect(run).toMatchObject({ state: 'paused', checkpointStep: run.step }));
  const { checkpointStep } = await ask<Run>('GET', `${runs}/${id}`);
  await control('resume');
  await until((run) => expect(run.state).toBe('running'));

  process.kill(shell!.enginePid!, 'SIGKILL');
  await vi.waitFor(
    async () => {
      const info = await ask<EngineInfo>('GET', '/api/engine');
      expect(info).toMatchObject({ restarts: 1 });
      expect(info.lastExit).toBe(
        `The engine was killed (SIGKILL) and has been restarted. Training run 1 goes on from step ${checkpointStep}.`,
      );
    },
    { timeout: 20_000, interval: 100 },
  );
  await until((run) => expect(run.state).toBe('running'));

  await shell!.close();
  shell = null;
  const file = ProjectFile.open(project);
  try {
    expect(file.integrityCheck()).toEqual([]);
    const run = file.runs.get(id);
    expect(run).toMatchObject({ state: 'paused', checkpointStep: run.step });
    expect(run.step).toBeGreaterThanOrEqual(checkpointStep!);
  } finally {
    file.close();
  }
  // The last connection has closed: nothing but the one file is left.
  expect(existsSync(`${project}-wal`)).toBe(false);
}, 180_000);
