import { expect, test } from 'vitest';
import { holdoutHint, sizeHint } from './size-hint.ts';

test('sizes', () => {
  expect(sizeHint(1)).toContain('keep their size');
  expect(sizeHint(8)).toContain('500 × 375');
});

test('held-out photographs', () => {
  expect(holdoutHint(0)).toContain('cannot be measured');
  expect(holdoutHint(1)).toContain('nothing would be left');
  expect(holdoutHint(8)).toContain('in 8');
});
