import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectKind } from '../../main/store/schemas.ts';
import { seededRandom } from '../../main/testing/seeded-random.ts';
import { EngineUnderFire } from './engine-under-fire.ts';
import { exporting, migration, views } from './file-stages.ts';
import { makeScenery, OLDEST_VERSION, type Scenery } from './scene.ts';
import { type Round, requireSound, type Stage } from './stage.ts';
import { checkpoint, extraction, importing, indexing, training } from './work-stages.ts';

export const STAGES: Readonly<Record<string, Stage>> = {
  import: importing,
  extraction,
  training,
  checkpoint,
  indexing,
  views,
  export: exporting,
  migration,
};

export interface Outcome {
  /** Whether the kill met the work before its end, and whether something of it was found and gone on with. */
  readonly wasCut: boolean;
  readonly wentOn: boolean;
  /** What is broken, with the last words of the engine. */
  readonly failure: string | null;
}

/** What the work of a stage takes unkilled, and how much of that is over when it has begun in earnest. */
interface Pace {
  readonly begunMs: number;
  readonly durationMs: number;
}

/** A kill is meant to come now and then when the work is just over. */
const REACH = 1.1;

/** Rounds of one run of the program, on the same scenery. */
export class Rounds implements AsyncDisposable {
  readonly #folder: string;
  readonly #scenery: Scenery;
  readonly #paces = new Map<string, Pace>();

  private constructor(folder: string, scenery: Scenery) {
    this.#folder = folder;
    this.#scenery = scenery;
  }

  static async prepare(): Promise<Rounds> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lerf-crash-')));
    return new Rounds(folder, await makeScenery(folder));
  }

  /**
   * Kills the engine in the middle of a stage, and sees what is left and whether it goes on.
   * @param withinMs of the moment at which the work has begun in earnest; by default, of what the work takes, which
   * is measured once, from its start or from that moment on.
   */
  async kill(name: string, seed: number, withinMs?: number): Promise<Outcome> {
    const pace =
      withinMs === undefined
        ? (this.#paces.get(name) ?? (await this.#measure(name)))
        : { begunMs: 0, durationMs: withinMs };
    const stage = STAGES[name]!;
    const { round, begun } = this.#begin(stage, seed);
    const share = REACH * round.random();
    const isRestarted = round.random() < 0.5;
    const isAimed = round.random() < 0.5 || withinMs !== undefined;
    let wasCut = true;
    let wentOn = false;
    let failure: string | null = null;
    let engine: EngineUnderFire | null = null;
    try {
      engine = await EngineUnderFire.start(round.folder, { restarts: isRestarted });
      const startedAt = performance.now();
      const working = stage.work(engine, round).then(
        () => null,
        (error: unknown) => error,
      );
      const moment = isAimed
        ? begun.then(() => sleep(share * (pace.durationMs - pace.begunMs)))
        : sleep(share * pace.durationMs);
      const early = await Promise.race([working, moment.then(() => 'in time' as const)]);
      // Whatever ended the work before the kill was no kill.
      if (early instanceof Error) throw early;
      wasCut = early === 'in time';
      // The first time is the slowest.
      if (!wasCut) this.#paces.set(name, await paceOf(startedAt, round, begun));
      await engine.kill();
      await working;
      if (isRestarted) await engine.revived();
      else {
        await engine[Symbol.asyncDispose]();
        if (existsSync(round.path)) {
          requireSound(round.path);
          stage.inspect?.(round.path, round);
        }
        engine = await EngineUnderFire.start(round.folder, { restarts: false });
      }
      this.#requireNoStrays(round, ['-wal', '-shm']);
      wentOn = await stage.resume(engine, round);
      await engine[Symbol.asyncDispose]();
      requireSound(round.path);
      this.#requireNoStrays(round, []);
    } catch (error) {
      failure = `${error instanceof Error ? error.stack : String(error)}\n${engine?.lastWords()}`;
    } finally {
      await engine?.[Symbol.asyncDispose]();
      rmSync(round.folder, { recursive: true, force: true });
    }
    return { wasCut, wentOn: wentOn && wasCut, failure };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #measure(name: string): Promise<Pace> {
    const stage = STAGES[name]!;
    const { round, begun } = this.#begin(stage, 0);
    await using engine = await EngineUnderFire.start(round.folder, { restarts: false });
    const startedAt = performance.now();
    await stage.work(engine, round);
    const pace = await paceOf(startedAt, round, begun);
    this.#paces.set(name, pace);
    return pace;
  }

  /** @returns the round, and when its work has begun in earnest. */
  #begin({ start }: Stage, seed: number): { round: Round; begun: Promise<number> } {
    const folder = mkdtempSync(join(this.#folder, 'round-'));
    const random = seededRandom(seed);
    const path = join(folder, 'project', 'tiny.lerf');
    this.#scenery.furnish(join(folder, 'data'));
    const versions = projectKind.migrations.length - OLDEST_VERSION;
    this.#scenery.place(start, path, OLDEST_VERSION + Math.floor(versions * random()));
    const { capture, encoder } = this.#scenery;
    const { promise, resolve } = Promise.withResolvers<number>();
    const begun = () => resolve(performance.now());
    const round = { folder, capture, encoder, path, random, begun, journal: new Map(), kept: new Set<string>() };
    return { round, begun: promise };
  }

  /** @param besides endings of what a database has beside it while it is open. */
  #requireNoStrays({ folder, path, kept }: Round, besides: readonly string[]): void {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const databases = [path, join(folder, 'data', 'library.db')];
    const allowed = new Set([...databases.flatMap((file) => ['', ...besides].map((ending) => file + ending)), ...kept]);
    // What encoders are, so that their large files are not read again at every start.
    for (const name of ['fingerprints.json', 'folders.json']) allowed.add(join(folder, 'data', 'encoders', name));
    const strays = files.map(({ parentPath, name }) => join(parentPath, name)).filter((file) => !allowed.has(file));
    assert.deepEqual(
      strays.map((file) => relative(folder, file)),
      [],
      'stray files',
    );
  }
}

/** Of work that has just ended. */
async function paceOf(startedAt: number, round: Round, begun: Promise<number>): Promise<Pace> {
  const durationMs = performance.now() - startedAt;
  // It may have been over before it was seen to begin.
  round.begun();
  return { begunMs: (await begun) - startedAt, durationMs };
}
