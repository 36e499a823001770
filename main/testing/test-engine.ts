import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { EngineEvent, ProjectCard } from '../api/contract.ts';
import { Engine, type EngineOptions } from '../engine/engine.ts';
import { FakeCompute } from './fake-compute.ts';
import { FakeEncoderShelf } from './fake-encoder-shelf.ts';
import { createTinyProject } from './tiny-project.ts';

export interface TestEngine {
  engine: Engine;
  training: FakeCompute;
  viewing: FakeCompute;
  asking: FakeCompute;
  encoders: FakeEncoderShelf;
  events: EngineEvent[];
  /** The only granted root. */
  root: string;
  /** Writes a tiny project into the root and puts it on the list. */
  addProject(name?: string): Promise<ProjectCard>;
}

/** An engine with compute that only pretends, in a temporary folder. */
export async function openTestEngine(root: string, options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const training = new FakeCompute();
  const viewing = new FakeCompute();
  const asking = new FakeCompute();
  const encoders = new FakeEncoderShelf();
  const engine = await Engine.open({
    dataFolder: join(root, '.data'),
    shell: 'web',
    roots: [root],
    restarts: 0,
    lastExit: null,
    log: pino({ level: 'silent' }),
    compute: { training, viewing, asking },
    encoders,
    demoFolder: join(root, 'demo'),
    ...options,
  });
  const events: EngineEvent[] = [];
  engine.bus.subscribe((event) => events.push(event));
  return {
    engine,
    training,
    viewing,
    asking,
    encoders,
    events,
    root,
    async addProject(name = 'Tiny') {
      const path = join(root, `${name}.lerf`);
      await createTinyProject(path, { name });
      return engine.library.add(path);
    },
  };
}

export async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'lerf-test-')));
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
