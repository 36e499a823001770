/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Reads the JSON report of Vitest or of Playwright. Tests that ran but a runner that failed all the
 * same (a file that does not load, a worker that died) or left no report count as one failure more.
 * @param {any} report parsed report, or null where there is none
 * @param {number} exitCode of the runner
 * @returns {Counts}
 */
export function countTests(report, exitCode) {
  const { passed, failed } = report?.stats
    ? { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected }
    : { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
  const failedOutside = failed === 0 && (exitCode !== 0 || report === null);
  return { passed, failed: failedOutside ? 1 : failed };
}

/**
 * @param {readonly Counts[]} counts
 * @returns {Counts}
 */
export function total(counts) {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}

/** @param {Counts} counts */
export function describeTotal({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
