import { expect, test } from 'vitest';
import { describeSalvage } from './describe-salvage.ts';

const part = { saved: 0, lost: 0, names: [], mayBeMore: false };

test('what was saved and what was lost is said in whole sentences', () => {
  const parts = [
    { ...part, what: 'images', saved: 37, lost: 3 },
    { ...part, what: 'checkpoints', saved: 2 },
    { ...part, what: 'previews' },
    { ...part, what: 'annotated views', mayBeMore: true },
  ];
  expect(describeSalvage({ parts })).toBe(
    'Saved: images (37), checkpoints (2). Lost: images (3). Perhaps lost as well: annotated views.',
  );
  expect(describeSalvage({ parts: [parts[1]!] })).toBe('Saved: checkpoints (2). Nothing is known to be lost.');
});
