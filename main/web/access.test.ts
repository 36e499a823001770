import { expect, test } from 'vitest';
import { Access } from './access.ts';

test('the token buys a session, anything else does not', () => {
  const access = new Access();
  expect(access.token.length).toBeGreaterThanOrEqual(43);
  expect(access.exchange(access.token)).toMatchObject({ session: expect.stringMatching(/^[\w-]{43}$/) });
  for (const wrong of ['', access.token.slice(1), `${access.token}x`, access.token.toLowerCase()]) {
    expect(access.exchange(wrong)).toBe('refused');
  }
});

test('only sessions that were given out count', () => {
  const access = new Access();
  const result = access.exchange(access.token) as { session: string };
  expect(access.isSession(result.session)).toBe(true);
  expect(access.isSession(undefined)).toBe(false);
  expect(access.isSession('')).toBe(false);
  expect(access.isSession(access.token)).toBe(false);
  expect(new Access().isSession(result.session)).toBe(false);
});

test('after ten wrong tokens even the right one waits, for a minute', () => {
  let now = 0;
  const access = new Access(() => now);
  for (let guess = 0; guess < 10; guess++) expect(access.exchange(`guess ${guess}`)).toBe('refused');
  expect(access.exchange('guess')).toBe('limited');
  expect(access.exchange(access.token)).toBe('limited');
  now = 60_000;
  expect(access.exchange(access.token)).toHaveProperty('session');
});
