import { expect, test } from 'vitest';
import { isInstalled, run } from './setup.mjs';

const lock = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.2.3' },
    'node_modules/a-win32': { version: '1.0.0', optional: true },
  },
};

test('packages are installed when every one that is not optional has its locked version', () => {
  expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.2.3' } } })).toBe(true);
  expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.2.2' } } })).toBe(false);
  expect(isInstalled(lock, { packages: {} })).toBe(false);
});

test('run resolves with the exit code, of a program that is missing and of one that takes too long, too', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(3)'])).toBe(3);
  expect(await run('no-such-program', [], { quiet: true })).toBe(127);
  expect(await run(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { quiet: true, timeoutMs: 100 })).toBe(124);
});
