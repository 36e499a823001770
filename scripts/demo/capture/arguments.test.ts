import { describe, expect, it } from 'vitest';
import { parseCaptureArguments, parseScenesArguments } from './arguments.ts';

describe('arguments of the demo commands', () => {
  it('have sensible defaults', () => {
    expect(parseCaptureArguments(['--seed', '7', '--out', 'x'])).toEqual({
      seed: 7,
      out: 'x',
      views: 56,
      width: 480,
      height: 360,
      withMasks: false,
    });
    expect(parseScenesArguments(['--from', '10000', '--out', 'x'])).toEqual({
      from: 10_000,
      count: 10,
      views: 8,
      out: 'x',
    });
  });

  it.each([
    [['--out', 'x'], /--seed wants/],
    [['--seed', '-1', '--out', 'x'], /seed/],
    [['--seed', '1'], /--out wants/],
    [['--seed', '1', '--out', 'x', '--views', '3'], /--views wants/],
    [['--seed', '1', '--out', 'x', '--size', 'big'], /--size wants/],
    [['--seed', '1', '--out', 'x', '--colour'], /colour/],
  ])('that are wrong get one line: %j', (given, problem) => {
    const parsed = parseCaptureArguments(given as string[]);
    if (!('problem' in parsed)) throw new Error('was accepted');
    expect(parsed.problem).toMatch(problem as RegExp);
    expect(parsed.problem).toMatch(/Usage: npm run demo:capture/);
    expect(parsed.problem).not.toContain('\n');
  });
});
