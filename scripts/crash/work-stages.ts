import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type {
  ControlRun,
  ExtractResult,
  Features,
  ImportResult,
  IndexInfo,
  Job,
  ProjectCard,
  ProjectDetail,
  Run,
} from '../../main/api/contract.ts';
import { tileCount } from '../../main/features/pyramid.ts';
import { ProjectFile } from '../../main/store/project-file.ts';
import { type EngineUnderFire, until } from './engine-under-fire.ts';
import { HOLDOUT, PHOTOGRAPHS } from './scene.ts';
import { openProject, type Round, type Stage } from './stage.ts';

/** Enough for a checkpoint that nobody asked for, which comes after five seconds. */
const STEPS = 40;
const STEPS_WITH_PAUSES = 8;
const PAUSES = 2;
const RUN = '1';

/** An import ends as a whole project or as nothing, and can be asked for again. */
export const importing: Stage = {
  start: 'nothing',
  work: async (engine, round) => {
    round.begun();
    await importAgain(engine, round);
    round.journal.set('imported', true);
  },
  resume: async (engine, round) => {
    if (round.journal.has('imported')) {
      const { projects } = await engine.get<{ projects: ProjectCard[] }>('/api/library');
      assert.deepEqual(
        projects.map(({ path, images }) => ({ path, images })),
        [{ path: round.path, images: PHOTOGRAPHS }],
      );
    }
    // It may have its name already, and nobody was told.
    const wasThere = existsSync(round.path);
    assert.ok(!existsSync(`${round.path}.importing`), 'a half-imported project is still there');
    if (!wasThere) await importAgain(engine, round);
    const { frames } = await engine.get<ProjectDetail>(await openProject(engine, round));
    assert.equal(frames.length, PHOTOGRAPHS);
    return !wasThere;
  },
};

async function importAgain(engine: EngineUnderFire, { capture, path }: Round): Promise<void> {
  const job = await engine.send<Job>('POST', '/api/import', { capture, project: path, name: 'Tiny', holdout: HOLDOUT });
  const { images } = (await engine.finish(job)).result as ImportResult;
  assert.equal(images, PHOTOGRAPHS);
}

/** What an extraction has done of the images stays done. */
export const extraction: Stage = {
  start: 'imported',
  work: async (engine, round) => {
    const project = await openProject(engine, round);
    const job = await extract(engine, project, round);
    await engine.finish(job, async () => {
      for (const [kind, images] of await imagesDone(engine, project)) {
        round.journal.set(kind, images);
        if (images > 0) round.begun();
      }
    });
    for (const [kind, images] of await imagesDone(engine, project)) round.journal.set(kind, images);
  },
  resume: async (engine, round) => {
    const project = await openProject(engine, round);
    const found = await imagesDone(engine, project);
    for (const [kind, images] of round.journal) {
      assert.ok(
        (found.get(kind) ?? 0) >= (images as number),
        `${kind} features of ${images} images, now ${found.get(kind)}`,
      );
    }
    const before = found.get('pyramid') ?? 0;
    const { images, crops } = (await engine.finish(await extract(engine, project, round))).result as ExtractResult;
    const done = await imagesDone(engine, project);
    assert.deepEqual([...done.values()], [images]);
    const { frames } = await engine.get<ProjectDetail>(project);
    assert.equal(crops, (images - before) * tileCount(frames[0]!.intrinsics), 'crops that were encoded again');
    return before > 0 && before < images;
  },
};

const extract = (engine: EngineUnderFire, project: string, { encoder }: Round) =>
  engine.send<Job>('POST', `${project}/extract`, { encoder, dense: false });

async function imagesDone(engine: EngineUnderFire, project: string): Promise<Map<string, number>> {
  const { sets } = await engine.get<Features>(`${project}/features`);
  return new Map(sets.map(({ kind, images }) => [kind, images]));
}

/** A training goes on from its last checkpoint to its last step, and no step is recorded twice. */
export const training: Stage = {
  start: 'imported',
  work: async (engine, round) => {
    const run = await startRun(engine, round, STEPS);
    await until('the end of the training', async () => {
      const { state, series } = await watch(engine, run, round);
      if (series.length > 0) round.begun();
      return state === 'done';
    });
  },
  inspect: inspectRun,
  resume: (engine, round) => resumeTraining(engine, round, STEPS),
};

/** The same, with a checkpoint at every pause. */
export const checkpoint: Stage = {
  start: 'imported',
  work: async (engine, round) => {
    const run = await startRun(engine, round, STEPS_WITH_PAUSES);
    for (let pause = 0; pause < PAUSES; pause++) {
      await until('a step', async () => {
        const { state, step, series } = await watch(engine, run, round);
        return state === 'done' || (state === 'running' && (series[0]?.count ?? 0) > step);
      });
      const { state } = await watch(engine, run, round);
      if (state === 'done') return;
      await command(engine, run, 'pause');
      await until('a checkpoint', async () => ['paused', 'done'].includes((await watch(engine, run, round)).state));
      round.begun();
      // The file says that it is paused a moment before the engine is ready for the next command.
      await until('going on', async () => {
        if ((await watch(engine, run, round)).state !== 'paused') return true;
        await command(engine, run, 'resume');
        return false;
      });
    }
    await until('the end of the training', async () => (await watch(engine, run, round)).state === 'done');
  },
  inspect: inspectRun,
  resume: (engine, round) => resumeTraining(engine, round, STEPS_WITH_PAUSES),
};

/** Too late for a run that has ended meanwhile. */
async function command(engine: EngineUnderFire, run: string, action: ControlRun['action']): Promise<void> {
  await engine.send('POST', `${run}/control`, { action }).catch((error: Error) => {
    if (!error.message.includes('409')) throw error;
  });
}

async function startRun(engine: EngineUnderFire, round: Round, steps: number): Promise<string> {
  const project = await openProject(engine, round);
  const { id } = await engine.send<Run>('POST', `${project}/runs`, { steps, device: 'cpu' });
  round.journal.set('run', id);
  return `${project}/runs/${id}`;
}

/** Asks for the run, and notes what it says is durable. */
async function watch(engine: EngineUnderFire, address: string, { journal }: Round): Promise<Run> {
  const run = await engine.get<Run>(address);
  if (run.checkpointStep !== null) journal.set('checkpoint', run.checkpointStep);
  for (const { name, count } of run.series) journal.set(`series ${name}`, count);
  if (run.state === 'done') journal.set('done', true);
  return run;
}

function inspectRun(path: string, { journal }: Round): void {
  const project = ProjectFile.open(path);
  try {
    if (journal.has('run')) project.runs.get(journal.get('run') as string);
    const saved = journal.get('checkpoint');
    if (saved !== undefined) {
      const found = project.checkpoints.load(RUN);
      assert.ok(found !== null && found.step >= (saved as number), `checkpoint of step ${saved}, now ${found?.step}`);
      assert.deepEqual(found.damagedSteps, []);
    }
    const counts = new Map(
      journal.has('run') ? project.metrics.series(RUN).map(({ name, count }) => [name, count]) : [],
    );
    for (const [key, count] of journal) {
      if (!key.startsWith('series ')) continue;
      const found = counts.get(key.slice(7)) ?? 0;
      assert.ok(found >= (count as number), `${count} points of ${key}, now ${found}`);
    }
  } finally {
    project.close();
  }
}

async function resumeTraining(engine: EngineUnderFire, round: Round, lastStep: number): Promise<boolean> {
  const project = await openProject(engine, round);
  const { runs } = await engine.get<{ runs: Run[] }>(`${project}/runs`);
  assert.ok(runs.length > 0 || !round.journal.has('run'), 'the run is gone');
  const address = runs.length > 0 ? `${project}/runs/${RUN}` : await startRun(engine, round, lastStep);
  const before = await engine.get<Run>(address);
  const wasCut = runs.length > 0 && before.state !== 'done';
  assert.ok(!round.journal.has('done') || before.state === 'done', `done before, now ${before.state}`);
  const saved = (round.journal.get('checkpoint') as number | undefined) ?? 0;
  assert.ok((before.checkpointStep ?? 0) >= saved, `checkpoint of step ${saved}, now ${before.checkpointStep}`);
  if (before.state === 'interrupted' || before.state === 'paused') {
    await engine.send('POST', `${address}/control`, { action: 'resume' });
  }
  await until('the last step', async () => {
    const { state, error, step, checkpointStep } = await engine.get<Run>(address);
    // A training that began anew would take both back, and reach its end all the same.
    assert.ok((checkpointStep ?? 0) >= (before.checkpointStep ?? 0), `checkpoint now of step ${checkpointStep}`);
    assert.ok(step >= (before.checkpointStep ?? 0), `trained again from step ${step}`);
    assert.ok(['queued', 'running', 'done'].includes(state), `${state}: ${error?.message}`);
    return state === 'done';
  });
  const after = await engine.get<Run>(address);
  assert.deepEqual([after.step, after.checkpointStep], [lastStep, lastStep]);
  const points = await engine.bytes(`${address}/metrics?series=loss/rgb`);
  const steps = [...new Float32Array(new Uint8Array(points).buffer)].filter((_, i) => i % 2 === 0);
  assert.deepEqual(
    steps,
    Array.from({ length: lastStep }, (_, i) => i + 1),
  );
  return wasCut;
}

/** An index is there as a whole or not at all, and can be built again. */
export const indexing: Stage = {
  start: 'trained',
  work: async (engine, round) => {
    const project = await openProject(engine, round);
    const job = await engine.send<Job>('POST', `${project}/runs/${RUN}/index`);
    round.begun();
    await engine.finish(job);
    round.journal.set('indexed', true);
  },
  resume: async (engine, round) => {
    const project = await openProject(engine, round);
    const list = async () => (await engine.get<{ indexes: IndexInfo[] }>(`${project}/indexes`)).indexes;
    const wasThere = (await list()).length === 1;
    assert.ok(wasThere || !round.journal.has('indexed'), 'the index is gone');
    if (!wasThere) await engine.finish(await engine.send<Job>('POST', `${project}/runs/${RUN}/index`));
    const [index] = await list();
    const { length } = await engine.bytes(`${project}/runs/${RUN}/index/points`);
    assert.ok(index!.points > 0 && length > 15 * index!.points);
    return !wasThere;
  },
};
