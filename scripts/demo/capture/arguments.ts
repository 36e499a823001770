import { parseArgs } from 'node:util';

export interface CaptureArguments {
  readonly seed: number;
  readonly out: string;
  readonly views: number;
  readonly width: number;
  readonly height: number;
  readonly withMasks: boolean;
}

export interface ScenesArguments {
  readonly from: number;
  readonly count: number;
  readonly views: number;
  readonly out: string;
}

/** What is wrong with the arguments of a command, in one line. */
export interface Problem {
  readonly problem: string;
}

const captureUsage = 'Usage: npm run demo:capture -- --seed N --out DIR [--views 56] [--size 480x360] [--masks]';
const scenesUsage = 'Usage: npm run demo:scenes -- --from N --out DIR [--count 10] [--views 8]';

export function parseCaptureArguments(given: readonly string[]): CaptureArguments | Problem {
  const values = readOptions(given, ['seed', 'out', 'views', 'size'], ['masks']);
  if ('problem' in values) return { problem: `${values.problem} ${captureUsage}` };
  const { seed, out, views = '56', size = '480x360', masks } = values.options;
  if (!isWhole(seed, 0, 999_999_999)) return { problem: `--seed wants a whole number from 0 on. ${captureUsage}` };
  if (!out) return { problem: `--out wants a folder. ${captureUsage}` };
  if (!isWhole(views, 8, 999)) return { problem: `--views wants a number from 8 to 999. ${captureUsage}` };
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(size) ?? [];
  if (width === undefined) return { problem: `--size wants a width and a height, like 480x360. ${captureUsage}` };
  const sides = { width: Number(width), height: Number(height) };
  return { seed: Number(seed), out, views: Number(views), ...sides, withMasks: masks !== undefined };
}

export function parseScenesArguments(given: readonly string[]): ScenesArguments | Problem {
  const values = readOptions(given, ['from', 'count', 'views', 'out'], []);
  if ('problem' in values) return { problem: `${values.problem} ${scenesUsage}` };
  const { from, count = '10', views = '8', out } = values.options;
  if (!isWhole(from, 0, 999_999_999)) return { problem: `--from wants the first seed, a whole number. ${scenesUsage}` };
  if (!isWhole(count, 1, 10_000)) return { problem: `--count wants a number from 1 to 10000. ${scenesUsage}` };
  if (!isWhole(views, 1, 999)) return { problem: `--views wants a number from 1 to 999. ${scenesUsage}` };
  if (!out) return { problem: `--out wants a folder. ${scenesUsage}` };
  return { from: Number(from), count: Number(count), views: Number(views), out };
}

function readOptions(
  given: readonly string[],
  texts: readonly string[],
  flags: readonly string[],
): { options: Partial<Record<string, string>> } | Problem {
  const option = (type: 'string' | 'boolean') => (name: string) => [name, { type }] as const;
  const options = Object.fromEntries([...texts.map(option('string')), ...flags.map(option('boolean'))]);
  try {
    const { values } = parseArgs({ args: [...given], options });
    return { options: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
  } catch (error) {
    return { problem: (error as Error).message.split('\n')[0]! };
  }
}

const isWhole = (text: string | undefined, least: number, most: number): boolean =>
  text !== undefined && /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;
