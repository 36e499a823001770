import { parseArgs } from 'node:util';

export interface Arguments {
  readonly seed: number;
  readonly out: string;
  readonly views: number;
  readonly width: number;
  readonly height: number;
  readonly withMasks: boolean;
}

const usage = 'Usage: npm run demo:capture -- --seed N --out DIR [--views 56] [--size 480x360] [--masks]';

/** Arguments of demo:capture, or one line that says what is wrong with them. */
export function parseCaptureArguments(given: readonly string[]): Arguments | { readonly problem: string } {
  let values: { seed?: string; out?: string; views?: string; size?: string; masks?: boolean };
  try {
    const text = { type: 'string' } as const;
    const options = { seed: text, out: text, views: text, size: text, masks: { type: 'boolean' } } as const;
    ({ values } = parseArgs({ args: [...given], options }));
  } catch (error) {
    return { problem: `${(error as Error).message.split('\n')[0]} ${usage}` };
  }
  const { seed, out, views = '56', size = '480x360', masks = false } = values;
  if (seed === undefined || !/^\d{1,9}$/.test(seed))
    return { problem: `--seed wants a whole number from 0 on. ${usage}` };
  if (out === undefined || out === '') return { problem: `--out wants a folder. ${usage}` };
  if (!/^\d{1,3}$/.test(views) || Number(views) < 8)
    return { problem: `--views wants a number from 8 to 999. ${usage}` };
  const sides = /^(\d{2,4})x(\d{2,4})$/.exec(size);
  if (!sides) return { problem: `--size wants a width and a height, like 480x360. ${usage}` };
  return {
    seed: Number(seed),
    out,
    views: Number(views),
    width: Number(sides[1]),
    height: Number(sides[2]),
    withMasks: masks,
  };
}
