import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exampleRun, expectUserError, temporaryProject } from './test-support.ts';

describe('language indexes', () => {
  it('come back byte for byte, one for each run', () => {
    const { runs, languageIndexes } = temporaryProject();
    runs.create(exampleRun);
    runs.create(exampleRun);
    expect(languageIndexes.load('1')).toBeNull();
    const [first, second] = [randomBytes(5 * 2 ** 20 + 7), randomBytes(10)];
    languageIndexes.save({ runId: '1', step: 100, points: 3, scales: 8 }, randomBytes(3));
    languageIndexes.save({ runId: '1', step: 200, points: 9, scales: 8 }, first);
    languageIndexes.save({ runId: '2', step: 50, points: 1, scales: 8 }, second);
    expect(languageIndexes.list()).toMatchObject([
      { runId: '1', step: 200, points: 9, scales: 8, bytes: first.length },
      { runId: '2', step: 50, bytes: 10 },
    ]);
    expect(languageIndexes.load('1')!.bytes.equals(first)).toBe(true);
    expect(languageIndexes.load('2')).toMatchObject({ info: { runId: '2', points: 1 }, bytes: second });
    languageIndexes.delete('1');
    expect(languageIndexes.list().map(({ runId }) => runId)).toEqual(['2']);
    expect(languageIndexes.load('1')).toBeNull();
  });
});

describe('sets of canonical phrases', () => {
  const kitchen = { name: 'Kitchen', phrases: [{ text: 'metal', enabled: true }] };

  it('are kept by name, each name once', () => {
    const { phraseSets } = temporaryProject();
    const id = phraseSets.add(kitchen);
    const other = phraseSets.add({ ...kitchen, name: 'Küche' });
    expectUserError(() => phraseSets.add(kitchen), 'conflict', '‘Kitchen’');
    expectUserError(() => phraseSets.replace(other, kitchen), 'conflict', '‘Kitchen’');
    phraseSets.replace(id, { name: 'Kitchen', phrases: [{ text: 'wood', enabled: false }] });
    expect(phraseSets.list()).toEqual([
      { id, name: 'Kitchen', phrases: [{ text: 'wood', enabled: false }] },
      { id: other, ...kitchen, name: 'Küche' },
    ]);
    phraseSets.delete(id);
    expect(phraseSets.list().map(({ name }) => name)).toEqual(['Küche']);
    expectUserError(() => phraseSets.replace(id, kitchen), 'not-found');
  });
});

describe('queries', () => {
  it('are remembered once each, the last one first', () => {
    const { queries } = temporaryProject();
    for (const text of ['mug', 'red cup', 'mug']) queries.add(text);
    queries.pin('red cup', true);
    expect(queries.list()).toEqual([
      { text: 'mug', pinned: false },
      { text: 'red cup', pinned: true },
    ]);
    queries.delete('mug');
    expect(queries.list().map(({ text }) => text)).toEqual(['red cup']);
  });

  it('are forgotten when there are many, but not the pinned ones', () => {
    const { queries } = temporaryProject();
    queries.add('pinned');
    queries.pin('pinned', true);
    for (let i = 0; i < 205; i++) queries.add(`query ${i}`);
    const texts = queries.list().map(({ text }) => text);
    expect(texts).toHaveLength(201);
    expect([texts[0], texts.at(-2), texts.at(-1)]).toEqual(['query 204', 'query 5', 'pinned']);
    queries.pin('pinned', false);
    queries.add('one more');
    expect(queries.list().map(({ text }) => text)).not.toContain('pinned');
  });
});

describe('annotated views', () => {
  it('come back exactly as they were saved', () => {
    const { annotatedViews } = temporaryProject();
    const view = { name: 'Tisch', content: { camera: [1 / 3, -0], marks: [] }, thumbnail: Buffer.from('jpeg') };
    const id = annotatedViews.add(view);
    expect(annotatedViews.get(id)).toMatchObject({ id, name: 'Tisch', thumbnail: view.thumbnail });
    expect(annotatedViews.get(id).content).toEqual({ camera: [1 / 3, 0], marks: [] });
    annotatedViews.replace(id, { ...view, name: 'Table' });
    expect(annotatedViews.list()).toMatchObject([{ id, name: 'Table' }]);
    annotatedViews.delete(id);
    expectUserError(() => annotatedViews.get(id), 'not-found');
    expectUserError(() => annotatedViews.replace(id, view), 'not-found');
  });

  it('are listed with what was asked in them', () => {
    const { annotatedViews } = temporaryProject();
    const thumbnail = Buffer.from('jpeg');
    annotatedViews.add({
      name: 'a',
      content: { questions: [{ text: 'tasse' }, { text: 'the “red” cup' }] },
      thumbnail,
    });
    annotatedViews.add({ name: 'b', content: { questions: [] }, thumbnail });
    expect(annotatedViews.list().map(({ asked }) => asked)).toEqual([['tasse', 'the “red” cup'], []]);
  });
});
