import { expect, it } from 'vitest';
import { exampleRun, expectUserError, temporaryProject } from './test-support.ts';

it('objects are kept in their order, renamed and removed', () => {
  const { runs, keptObjects } = temporaryProject();
  const runId = runs.create(exampleRun).id;
  const object = { centre: [1 / 3, 0, 1], score: 0.5 };
  keptObjects.add({ name: 'My mug', phrase: 'mug', runId, object });
  keptObjects.add({ name: 'Book', phrase: 'red book', runId, object });
  const [mug, book] = keptObjects.list();
  expect(mug).toMatchObject({ name: 'My mug', phrase: 'mug', runId, object });
  keptObjects.rename(mug!.id, 'Cup');
  keptObjects.delete(book!.id);
  expect(keptObjects.list()).toEqual([{ ...mug, name: 'Cup' }]);
  expectUserError(() => keptObjects.rename(book!.id, 'x'), 'not-found');
  expectUserError(() => keptObjects.delete(book!.id), 'not-found');
});
