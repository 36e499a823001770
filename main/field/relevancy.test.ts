import { expect, test } from 'vitest';
import { constant } from '../graph/ops.ts';
import { axesReversed, evaluate, largestDifference } from '../testing/evaluate.ts';
import { loadReference } from '../testing/shared-data.ts';
import { relevancy } from './relevancy.ts';

test('relevancy is that of the reference implementation', async () => {
  const { queries, canonical, embeddings, relevancy: expected } = loadReference('relevancy');
  const [phrases, dimensions] = queries.shape as [number, number];
  const { actual } = await evaluate({
    actual: relevancy(
      constant(axesReversed(embeddings), embeddings.shape.toReversed()),
      constant([...queries.data, ...canonical.data], [phrases + canonical.shape[0]!, dimensions]),
      phrases,
    ),
  });
  expect(largestDifference(actual, axesReversed(expected))).toBeLessThan(1e-5);
});
