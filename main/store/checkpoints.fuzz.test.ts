import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { damagedBytes, damagedJson, fuzz } from '../testing/fuzz.ts';
import { exampleRun, exampleTensor, temporaryProject } from './test-support.ts';

/** A run with one checkpoint, and a second connection that does what a failing disk does. */
function checkpointed() {
  const project = temporaryProject();
  project.runs.create(exampleRun);
  project.checkpoints.save('1', 10, [exampleTensor('w', 300), exampleTensor('b', 3)], { rng: [1, 2] });
  return { project, raw: new Database(project.path) };
}

test('a checkpoint whose numbers are damaged is never resumed from', async () => {
  const { project, raw } = checkpointed();
  const { data } = raw.prepare('SELECT data FROM checkpoint_chunk WHERE tensor = 0').get() as { data: Buffer };
  const { refused } = await fuzz(
    damagedBytes(data).filter((bytes) => !bytes.equals(data)),
    (bytes) => {
      raw.prepare('UPDATE checkpoint_chunk SET data = ? WHERE tensor = 0').run(bytes);
      project.checkpoints.load('1');
      throw new Error('it was believed');
    },
    { runs: 150 },
  );
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['bad-project']));
  raw.close();
});

test('a manifest that says something else is refused, even with a checksum that fits', async () => {
  const { project, raw } = checkpointed();
  const { manifest } = raw.prepare('SELECT manifest FROM checkpoint').get() as { manifest: string };
  const { refused } = await fuzz(
    damagedJson(JSON.parse(manifest)),
    (text) => {
      raw.prepare('UPDATE checkpoint SET manifest = ?, manifest_crc32 = ?').run(text, crc32(text));
      for (const { data } of project.checkpoints.load('1')?.tensors ?? []) {
        if (!(data instanceof Float32Array)) throw new Error('no numbers');
      }
    },
    { runs: 200 },
  );
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['bad-project']));
  raw.close();
});
