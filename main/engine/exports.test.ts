import { expect, test } from 'vitest';
import { EXPORT_FORMATS } from './exports.ts';

test('no export is a table that a spreadsheet would open, and take a name that begins with = for a formula', () => {
  const endings = Object.values(EXPORT_FORMATS).map(({ ending }) => ending);
  expect(endings.length).toBeGreaterThan(4);
  for (const ending of endings) expect(ending).not.toMatch(/^\.(csv|tsv|txt|xlsx?|ods|slk)$/);
});
