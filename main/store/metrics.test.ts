import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleRun, expectUserError, temporaryProject } from './test-support.ts';

function projectWithRuns(count: number) {
  const project = temporaryProject();
  for (let i = 0; i < count; i++) project.runs.create(exampleRun);
  return project;
}

describe('metrics', () => {
  it('gives back what was appended, by run and series', () => {
    const { metrics } = projectWithRuns(2);
    metrics.append('1', [
      { series: 'loss/rgb', step: 1, value: 0.5 },
      { series: 'loss/total', step: 1, value: 2 },
      { series: 'loss/rgb', step: 3, value: 0.25 },
    ]);
    metrics.append('2', [{ series: 'loss/rgb', step: 1, value: 9 }]);
    metrics.append('1', []);
    expect([...metrics.read('1', 'loss/rgb')]).toEqual([1, 0.5, 3, 0.25]);
    expect([...metrics.read('2', 'loss/rgb')]).toEqual([1, 9]);
    expect([...metrics.read('2', 'loss/total')]).toEqual([]);
    expect(metrics.series('1')).toEqual([
      { name: 'loss/rgb', count: 2 },
      { name: 'loss/total', count: 1 },
    ]);
  });

  it('keeps losses that are not numbers: the curve must show where training diverged', () => {
    const { metrics } = projectWithRuns(1);
    metrics.append('1', [
      { series: 'loss', step: 0, value: Number.POSITIVE_INFINITY },
      { series: 'loss', step: 1, value: Number.NaN },
    ]);
    expect([...metrics.read('1', 'loss')]).toEqual([0, Number.POSITIVE_INFINITY, 1, Number.NaN]);
  });

  it('refuses steps out of order, and then stores nothing of the call', () => {
    const { metrics } = projectWithRuns(1);
    metrics.append('1', [{ series: 'a', step: 5, value: 1 }]);
    const later = { series: 'b', step: 9, value: 1 };
    expect(() => metrics.append('1', [later, { series: 'a', step: 5, value: 2 }])).toThrow(RangeError);
    expect(() => metrics.append('1', [later, later])).toThrow(RangeError);
    expect(metrics.series('1')).toEqual([{ name: 'a', count: 1 }]);
    expectUserError(() => metrics.append('x', [later]), 'not-found');
  });

  it('agrees with a plain list, however points are appended, read and truncated', () => {
    const { metrics, runs } = projectWithRuns(0);
    const change = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ append: fc.integer({ min: 1, max: 4500 }), gap: fc.integer({ min: 1, max: 3 }) }),
      },
      { weight: 1, arbitrary: fc.record({ truncateAt: fc.double({ min: 0, max: 1, noNaN: true }) }) },
    );
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (changes, afterAt) => {
          const { id } = runs.create(exampleRun);
          let expected: [step: number, value: number][] = [];
          const at = (fraction: number) => Math.floor(fraction * ((expected.at(-1)?.[0] ?? 0) + 2)) - 1;
          for (const one of changes) {
            if ('append' in one) {
              const first = (expected.at(-1)?.[0] ?? -1) + one.gap;
              const added = Array.from(
                { length: one.append },
                (_, i) => [first + i * one.gap, i % 97] as [number, number],
              );
              metrics.append(
                id,
                added.map(([step, value]) => ({ series: 's', step, value })),
              );
              expected.push(...added);
            } else {
              const step = at(one.truncateAt);
              metrics.truncateAfter(id, step);
              expected = expected.filter((point) => point[0] <= step);
            }
          }
          const after = at(afterAt);
          expect(metrics.read(id, 's')).toEqual(Float32Array.from(expected.flat()));
          expect(metrics.read(id, 's', after)).toEqual(
            Float32Array.from(expected.filter(([step]) => step > after).flat()),
          );
          const page = Math.ceil(expected.length / 3) + 1;
          const pages: number[] = [];
          for (let last = -1, full = true; full; last = pages.at(-2) ?? 0) {
            const points = metrics.read(id, 's', last, page);
            pages.push(...points);
            full = points.length === 2 * page;
          }
          expect(pages).toEqual(expected.flat());
          expect(metrics.series(id)).toEqual(expected.length === 0 ? [] : [{ name: 's', count: expected.length }]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reads a million points at once and their last few at once', () => {
    const { metrics } = projectWithRuns(1);
    const count = 1_000_000;
    metrics.append(
      '1',
      Array.from({ length: count }, (_, step) => ({ series: 'loss', step, value: step % 10 })),
    );
    const started = performance.now();
    const points = metrics.read('1', 'loss');
    expect(performance.now() - started).toBeLessThan(1000);
    expect(points).toHaveLength(2 * count);
    expect([...points.subarray(-2)]).toEqual([count - 1, 9]);
    expect([...metrics.read('1', 'loss', count - 3)]).toEqual([count - 2, 8, count - 1, 9]);
  });
});
