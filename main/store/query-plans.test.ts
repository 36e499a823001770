import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createLoadedProject } from '../testing/loaded-project.ts';
import { ASKED, LISTED } from './annotated-views.ts';
import { CHUNKS_FROM } from './metrics.ts';
import { temporaryFolder } from './test-support.ts';

async function loadedDatabase(): Promise<Database.Database> {
  const path = join(temporaryFolder(), 'loaded.lerf');
  await createLoadedProject(path, { steps: 5000, views: 3, thumbnails: [Buffer.alloc(50_000)] });
  const database = new Database(path, { readonly: true });
  onTestFinished(() => void database.close());
  return database;
}

test('a page of a curve is found by an index, wherever in the curve it begins', async () => {
  const database = await loadedDatabase();
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${CHUNKS_FROM}`).all(1, 1, 4000, 3) as { detail: string }[];
  const steps = plan.map(({ detail }) => detail).filter((detail) => detail.includes('metric_chunk'));
  expect(steps).toHaveLength(2);
  expect(steps.every((step) => /^SEARCH metric_chunk USING .*\(series=\? AND first_step/.test(step))).toBe(true);
  expect(plan.some(({ detail }) => detail.includes('TEMP B-TREE'))).toBe(false);
});

test('the list of annotated views reads no thumbnail', async () => {
  const database = await loadedDatabase();
  const [listed] = database.prepare(`EXPLAIN QUERY PLAN ${LISTED}`).all() as { detail: string }[];
  expect(listed!.detail).toBe('SCAN annotated_view USING COVERING INDEX annotated_view_list');
  // The content stands before the thumbnail in the table, so what reads nothing else does not come to it.
  const columns = database.pragma('table_info(annotated_view)') as { name: string }[];
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  expect(place('content')).toBeLessThan(place('thumbnail'));
  expect(ASKED).not.toMatch(/thumbnail|created_at|changed_at|\*/);
});
