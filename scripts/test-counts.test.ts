import { expect, test } from 'vitest';
import { countTests, describeTotal, total } from './test-counts.mjs';

test('reads both reporters', () => {
  expect(countTests({ numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({ passed: 7, failed: 2 });
  expect(countTests({ stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 4 } }, 1)).toEqual({
    passed: 4,
    failed: 2,
  });
});

test('a runner that fails without a failed test, or leaves no report, is a failure', () => {
  expect(countTests({ numPassedTests: 7, numFailedTests: 0 }, 1)).toEqual({ passed: 7, failed: 1 });
  expect(countTests(null, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countTests({ numPassedTests: 7, numFailedTests: 0 }, 0)).toEqual({ passed: 7, failed: 0 });
});

test('the closing line sums all runners', () => {
  const counts = [
    { passed: 2, failed: 0 },
    { passed: 3, failed: 1 },
  ];
  expect(describeTotal(total(counts))).toBe('5 passed, 1 failed');
});
