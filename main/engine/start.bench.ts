import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../testing/bench.ts';

const LERF = fileURLToPath(new URL('../cli/lerf.ts', import.meta.url));

/** Start-up, from the sources: until the command line answers, and until the page of the web shell could be opened. */
export default async function prepare(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'lerf-bench-'));
  const env = { ...process.env, LERF_DATA: folder, LERF_PROJECTS: folder, LERF_DEMO: 'off' };
  const start = (...parameters: string[]) =>
    spawn(process.execPath, parameters, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return {
    name: 'start-up',
    work: { count: 1, unit: 'starts' },
    rounds: 5,
    candidates: [
      { name: 'Node alone', run: () => ended(start('--eval', '0')) },
      { name: 'lerf --version', run: () => ended(start(LERF, '--version')) },
      {
        name: 'lerf serve, until it says its address',
        async run() {
          const began = performance.now();
          const shell = start(LERF, 'serve', '--port', '0');
          let output = '';
          for await (const chunk of shell.stdout!) {
            output += chunk;
            if (output.includes('http://')) break;
          }
          const durationMs = performance.now() - began;
          shell.kill('SIGTERM');
          await ended(shell);
          return durationMs;
        },
      },
    ],
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function ended(child: ChildProcess): Promise<undefined> {
  child.stdout?.resume();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
