import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestSimilarity } from './relevancy.ts';
import { largestWithout, twoLargest } from './two-largest.ts';

it('leaving a phrase out is as if it had never been there', () => {
  const places = 7;
  const column = fc
    .array(fc.constantFrom(-0.5, 0, 0.25, 0.75), { minLength: places, maxLength: places })
    .map((values) => Float32Array.from(values));
  const columns = fc.array(column, { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(columns, column, fc.nat(), (all, instead, some) => {
      const left = some % all.length;
      const two = twoLargest(all);
      expect(two.largest).toEqual(largestSimilarity(all));
      expect(largestWithout(two, left)).toEqual(largestSimilarity(all.toSpliced(left, 1)));
      expect(largestWithout(two, left, instead)).toEqual(largestSimilarity(all.toSpliced(left, 1, instead)));
    }),
  );
});

it('of one phrase only another is left', () => {
  const two = twoLargest([Float32Array.of(0.5)]);
  expect(largestWithout(two, 0, Float32Array.of(-0.5))).toEqual(Float32Array.of(-0.5));
});
