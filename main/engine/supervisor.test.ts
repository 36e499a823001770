import { fork } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { LaunchEngine } from './engine-child.ts';
import { type EngineStart, REVIVE_PATH } from './process-messages.ts';
import { Supervisor } from './supervisor.ts';

const FAKE_ENGINE = new URL('../testing/fake-engine.ts', import.meta.url);

let supervisor: Supervisor;
const lines: string[] = [];

function supervise(options: { behaviour?: string; backOffMs?: (deaths: number) => number } = {}): Supervisor {
  const launch: LaunchEngine = () => {
    const child = fork(FAKE_ENGINE, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, FAKE_ENGINE: options.behaviour ?? '' },
    });
    return {
      pid: child.pid,
      stdout: child.stdout,
      stderr: child.stderr,
      send: (message) => child.send(message, () => {}),
      onMessage: (listener) => child.on('message', () => listener({ type: 'ready' })),
      onExit: (listener) => child.once('exit', listener),
      kill: () => child.kill('SIGKILL'),
    };
  };
  lines.length = 0;
  supervisor = new Supervisor({
    launch,
    shell: 'web',
    dataFolder: '/data',
    roots: ['/photos'],
    log: (line) => lines.push(line),
    backOffMs: options.backOffMs ?? (() => 50),
  });
  return supervisor;
}

afterEach(() => supervisor.stop());

const get = (path: string, init?: RequestInit) => supervisor.fetch(new Request(`http://shell${path}`, init));
const startMessage = async () => (await (await get('/start')).json()) as EngineStart;

test('requests that come before the engine listens wait for it', async () => {
  const starting = supervise().start();
  expect((await get('/start')).status).toBe(200);
  await starting;
});

test('bodies stream in both directions and headers come through', async () => {
  await supervise().start();
  const body = new Uint8Array(3 << 20).fill(7);
  const echo = await get('/echo', { method: 'POST', body });
  expect(new Uint8Array(await echo.arrayBuffer())).toEqual(body);
  expect(echo.headers.getSetCookie()).toEqual(['a=1', 'b=2']);

  const reader = (await get('/stream')).body!.pipeThrough(new TextDecoderStream()).getReader();
  const startedAt = performance.now();
  expect((await reader.read()).value).toBe('first\n');
  expect(performance.now() - startedAt).toBeLessThan(90);
  expect((await reader.read()).value).toBe('second\n');
});

test('giving up a response closes the connection to the engine', async () => {
  await supervise().start();
  const response = await get('/hang');
  await response.body!.cancel();
  await vi.waitFor(() => expect(lines).toContain('the client has gone'));
});

test('a caller cannot bring a secret of its own', async () => {
  await supervise().start();
  expect((await get('/start', { headers: { 'x-lerf-secret': 'guess' } })).status).toBe(200);
});

test.skipIf(process.platform === 'win32')('the socket lies in a folder that only this user can enter', async () => {
  await supervise().start();
  const { socketPath, secret } = await startMessage();
  expect((await stat(dirname(socketPath))).mode & 0o777).toBe(0o700);
  expect(secret).toHaveLength(43);
});

test('an engine that is killed is started again and told why, with every root', async () => {
  await supervise({ backOffMs: () => 200 }).start();
  const first = await startMessage();
  expect(first).toMatchObject({ restarts: 0, lastExit: null, roots: ['/photos'] });
  const pid = supervisor.pid!;
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(supervisor.state).toBe('restarting'));

  const down = await get('/start');
  expect(down.status).toBe(503);
  expect(await down.json()).toMatchObject({ error: { code: 'engine-restarting' } });
  await supervisor.grant('/more');

  await vi.waitFor(() => expect(supervisor.state).toBe('up'), { timeout: 5000 });
  expect(supervisor.pid).not.toBe(pid);
  const second = await startMessage();
  expect(second).toMatchObject({
    restarts: 1,
    lastExit: 'The engine was killed (SIGKILL) and has been restarted.',
    roots: ['/photos', '/more'],
  });
  expect(second.secret).not.toBe(first.secret);
});

test('a response that was streaming when the engine died ends in an error, not in silence', async () => {
  await supervise().start();
  const reader = (await get('/hang')).body!.getReader();
  await reader.read();
  process.kill(supervisor.pid!, 'SIGKILL');
  await expect(reader.read()).rejects.toThrow();
});

test('after five deaths within a minute it gives up and says so', async () => {
  await expect(supervise({ behaviour: 'dies at start' }).start()).rejects.toThrow('5 times within a minute');
  expect(supervisor.state).toBe('failed');
  expect(lines.filter((line) => line.includes('exit code 3'))).toHaveLength(5);
  const response = await get('/start');
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    error: { code: 'engine-stopped', hint: expect.stringContaining('log') },
  });
});

test('what was given up is started again by whoever asks, and only that', async () => {
  await supervise({ backOffMs: () => 1 }).start();
  const revive = () => get(REVIVE_PATH, { method: 'POST' });
  for (let deaths = 0; deaths < 5; deaths++) {
    await vi.waitFor(() => expect(supervisor.state).toBe('up'), { timeout: 5000 });
    const pid = supervisor.pid!;
    // An engine that lives is left alone.
    expect((await revive()).status).toBe(202);
    expect(supervisor.pid).toBe(pid);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(supervisor.pid).not.toBe(pid), { timeout: 5000 });
  }
  expect(supervisor.state).toBe('failed');
  expect((await get('/start')).status).toBe(503);
  expect((await revive()).status).toBe(202);
  await vi.waitFor(() => expect(supervisor.state).toBe('up'), { timeout: 5000 });
  expect((await startMessage()).restarts).toBe(5);
});

test('the wait grows with every death', async () => {
  const waits: number[] = [];
  const backOffMs = (deaths: number) => {
    waits.push(deaths);
    return 1;
  };
  await expect(supervise({ behaviour: 'dies at start', backOffMs }).start()).rejects.toThrow();
  expect(waits).toEqual([1, 2, 3, 4]);
});

test('stopping lets the engine finish, and is not taken for a death', async () => {
  await supervise().start();
  await supervisor.stop();
  expect(lines).toContain('checkpoint written');
  expect(lines.some((line) => line.includes('restarting'))).toBe(false);
  expect(supervisor.pid).toBeUndefined();
});
