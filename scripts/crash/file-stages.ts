import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type {
  AnnotatedView,
  ExportRequest,
  ExportResult,
  Job,
  NewAnnotatedView,
  ProjectDetail,
} from '../../main/api/contract.ts';
import type { EngineUnderFire } from './engine-under-fire.ts';
import { PHOTOGRAPHS } from './scene.ts';
import { openProject, outFile, type Stage } from './stage.ts';

const VIEWS = 12;
const RUN = '1';
const THUMBNAIL = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40_000, 1)]).toString('base64');

const viewOf = (note: string): NewAnnotatedView => ({
  name: `View ${note}`,
  content: {
    version: 1,
    runId: RUN,
    camera: { worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2], verticalFovDegrees: 50, target: [0, 0, 0] },
    questions: [],
    activeQuestion: null,
    canonical: { name: 'Default', phrases: [{ text: 'object', enabled: true }] },
    display: { colourMap: 'turbo', range: 'centred', opacity: 0.8 },
    marks: [{ kind: 'marker', id: 'm', at: [0, 0, 0], text: note }],
    note,
  },
  thumbnail: THUMBNAIL,
});

/** A view that was saved is there as it was saved last; one whose saving was cut off is there whole or not at all. */
export const views: Stage = {
  start: 'indexed',
  work: async (engine, round) => {
    const project = await openProject(engine, round);
    round.begun();
    for (let number = 1; number <= VIEWS; number++) {
      const note = `${number}`;
      round.journal.set('under way', note);
      const { id } = await engine.send<AnnotatedView>('POST', `${project}/annotated-views`, viewOf(note));
      round.journal.set(id, note);
      round.journal.set('under way', `${note} changed`);
      await engine.send('PUT', `${project}/annotated-views/${id}`, viewOf(`${note} changed`));
      round.journal.set(id, `${note} changed`);
    }
    round.journal.delete('under way');
  },
  resume: async (engine, round) => {
    const project = await openProject(engine, round);
    const { views: list } = await engine.get<{ views: { id: string }[] }>(`${project}/annotated-views`);
    const found = new Map<string, string>();
    for (const { id } of list) {
      const view = await engine.get<AnnotatedView>(`${project}/annotated-views/${id}`);
      const { name, content } = viewOf(view.content.note);
      assert.deepEqual({ name: view.name, content: view.content }, { name, content });
      const thumbnail = await engine.bytes(`${project}/annotated-views/${id}/thumbnail`);
      assert.equal(thumbnail.toString('base64'), THUMBNAIL);
      found.set(id, view.content.note);
    }
    const underWay = round.journal.get('under way');
    round.journal.delete('under way');
    for (const [id, note] of round.journal) {
      const now = found.get(id);
      assert.ok(now === note || (now !== undefined && now === underWay), `view ${id} was ${note}, is ${now}`);
      found.delete(id);
    }
    for (const note of found.values()) assert.equal(note, underWay);
    assert.ok(found.size <= 1);
    await engine.send('POST', `${project}/annotated-views`, viewOf('after'));
    return underWay !== undefined;
  },
};

const EXPORTS: readonly ExportRequest[] = [
  { format: 'zip' },
  { format: 'ply' },
  { format: 'spz' },
  { format: 'zip' },
  { format: 'json' },
];
const EARLIER = 'An earlier export.';

/** An export takes the place of an earlier file when it is whole. What is left of one is gone after the next start. */
export const exporting: Stage = {
  start: 'indexed',
  work: async (engine, round) => {
    const project = await openProject(engine, round);
    round.begun();
    for (const [number, request] of EXPORTS.entries()) {
      const path = outFile(round, `${number}.${request.format}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, EARLIER);
      round.kept.add(path);
      round.journal.set(path, EARLIER.length);
      const { bytes } = await exportTo(engine, project, { ...request, path });
      round.journal.set(path, bytes);
      round.journal.set('done', number + 1);
    }
  },
  resume: async (engine, round) => {
    const done = (round.journal.get('done') as number | undefined) ?? 0;
    const project = await openProject(engine, round);
    for (const [number, request] of EXPORTS.entries()) {
      const path = outFile(round, `${number}.${request.format}`);
      if (!round.journal.has(path)) continue;
      const { size } = statSync(path);
      if (number < done) assert.equal(size, round.journal.get(path));
      else if (size !== EARLIER.length) {
        // It was whole, and nobody was told.
        const found = readFileSync(path);
        assert.equal((await exportTo(engine, project, { ...request, path })).bytes > 0, true);
        if (request.format !== 'zip') assert.equal(hash(found), hash(readFileSync(path)));
      }
    }
    const path = outFile(round, 'after.zip');
    mkdirSync(dirname(path), { recursive: true });
    round.kept.add(path);
    const { bytes } = await exportTo(engine, project, { format: 'zip', path });
    assert.equal(statSync(path).size, bytes);
    return done < EXPORTS.length && round.journal.size > 0;
  },
};

async function exportTo(engine: EngineUnderFire, project: string, request: ExportRequest): Promise<ExportResult> {
  const job = await engine.send<Job>('POST', `${project}/export`, request);
  return (await engine.finish(job)).result as ExportResult;
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A project of an older version is as it was, or wholly brought up to date. */
export const migration: Stage = {
  start: 'old',
  work: async (engine, round) => {
    round.journal.set('photographs', photographs(round.path));
    round.begun();
    await openProject(engine, round);
    round.journal.set('migrated', true);
  },
  inspect: (path, { journal }) => {
    const database = new Database(path);
    const tables = database.prepare(`SELECT count(*) FROM sqlite_schema`).pluck().get() as number;
    const version = database.pragma('user_version', { simple: true }) as number;
    database.close();
    journal.set('cut off', !journal.has('migrated'));
    assert.ok(tables > 0 && version > 0);
  },
  resume: async (engine, round) => {
    const project = await openProject(engine, round);
    const { frames } = await engine.get<ProjectDetail>(project);
    assert.equal(frames.length, PHOTOGRAPHS);
    if (round.journal.has('photographs')) assert.equal(photographs(round.path), round.journal.get('photographs'));
    await engine.send('POST', `${project}/annotated-views`, viewOf('after'));
    return !round.journal.has('migrated');
  },
};

/** A digest of all photographs in the file, whatever its version. */
function photographs(path: string): string {
  const database = new Database(path, { readonly: true });
  const images = database.prepare<[], Buffer>('SELECT image FROM frame_image ORDER BY 1').pluck().all();
  database.close();
  return hash(Buffer.concat(images));
}
