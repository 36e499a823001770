import fc from 'fast-check';
import { UserError } from '../errors.ts';

/** What `npm run test:fuzz` makes of the number of inputs that a parser gets in `npm test`. */
const FACTOR = Number(process.env.LERF_FUZZ_FACTOR ?? 1);
/** The same inputs every time, unless others are asked for. */
const SEED = Number(process.env.LERF_FUZZ_SEED ?? 1);
/** Longer than this, and more memory than this, no small file may take, however slow the machine is. */
const MOST_MS = 30_000;
const MOST_BYTES = 256 * 2 ** 20;

export interface Fuzzed {
  readonly read: number;
  /** By what was said. */
  readonly refused: readonly UserError[];
}

/**
 * Gives a parser inputs that somebody made or damaged. What it may do with each: read it, or refuse it with one
 * sentence for people (errors.ts); in bounded time and memory. Anything else fails, and fast-check tells the
 * smallest input that does it.
 * @param runs in `npm test`; `npm run test:fuzz` gives more.
 */
export async function fuzz<T>(
  inputs: fc.Arbitrary<T>,
  parse: (input: T) => unknown,
  { runs, examples = [] }: { readonly runs: number; readonly examples?: readonly T[] },
): Promise<Fuzzed> {
  let read = 0;
  const refused: UserError[] = [];
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const startedAt = performance.now();
      const before = bytesInUse();
      try {
        await parse(input);
        read++;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (!/^[^\n]+[.?!]$/.test(error.message) || /undefined|\[object /.test(error.message)) {
          throw new Error(`This is no sentence for people: ${JSON.stringify(error.message)}`);
        }
        refused.push(error);
      }
      const durationMs = performance.now() - startedAt;
      if (durationMs > MOST_MS) throw new Error(`It took ${Math.round(durationMs)} ms.`);
      const grown = bytesInUse() - before;
      if (grown > MOST_BYTES) throw new Error(`It took ${Math.round(grown / 2 ** 20)} MiB.`);
    }),
    { numRuns: Math.ceil(runs * FACTOR), seed: SEED, examples: examples.map((example) => [example] as [T]) },
  );
  return { read, refused };
}

const bytesInUse = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** What stands in a file where something else belongs. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    'a',
    '\u0000',
    '../../etc/passwd',
    [],
    {},
  ),
  fc.constantFrom<unknown>([[]], { length: 3 }, 'x'.repeat(5000), '\ud800', '__proto__', [null], ['', '']),
  fc.jsonValue({ maxDepth: 2 }),
);

/** JSON texts: `value` with something in it replaced, taken out or doubled; now and then cut off or not JSON at all. */
export function damagedJson(value: unknown): fc.Arbitrary<string> {
  const paths = pathsOf(value);
  const change = fc.record({
    path: fc.constantFrom(...paths),
    how: fc.constantFrom('replace', 'replace', 'remove', 'double'),
    by: odd,
  });
  const changed = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = { root: structuredClone(value) };
    for (const { path, how, by } of changes) damage(copy, ['root', ...path], how, by);
    return JSON.stringify(copy.root) ?? '';
  });
  const whole = JSON.stringify(value);
  return fc.oneof(
    { weight: 8, arbitrary: changed },
    { weight: 1, arbitrary: fc.nat(whole.length).map((length) => whole.slice(0, length)) },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constantFrom('[', '1e999', '"\\ud800"')),
    },
  );
}

type Path = readonly (string | number)[];

/** Of everything in a value; of lists and maps that are long, of a part. */
function pathsOf(value: unknown, path: Path = [], most = 20): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Object.keys(value).slice(0, most);
  return [path, ...entries.flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...path, key], most))];
}

function damage(root: unknown, path: Path, how: string, by: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], root);
  const last = path.at(-1)!;
  // An earlier damage may have taken it away.
  if (typeof holder !== 'object' || holder === null) return;
  if (Array.isArray(holder) && !/^\d+$/.test(String(last))) return;
  const values = holder as Record<string | number, unknown>;
  if (how === 'remove') delete values[last];
  else if (how === 'double') values[last] = [values[last], structuredClone(values[last])];
  else values[last] = structuredClone(by);
}

/** Bytes of a file with some flipped, some cut out, or its end missing; numbers become huge where bytes are set to 255. */
export function damagedBytes(bytes: Uint8Array): fc.Arbitrary<Buffer> {
  const at = fc.nat(Math.max(0, bytes.length - 1));
  const flips = fc.array(fc.tuple(at, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 }).map((all) => {
    const copy = Buffer.from(bytes);
    for (const [where, by] of all) copy[where]! ^= by;
    return copy;
  });
  const cut = at.map((length) => Buffer.from(bytes.subarray(0, length)));
  const missing = fc
    .tuple(at, fc.nat(64))
    .map(([where, length]) => Buffer.concat([bytes.subarray(0, where), bytes.subarray(where + length)]));
  const huge = fc.tuple(at, fc.constantFrom(1, 2, 4, 8)).map(([where, length]) => {
    const copy = Buffer.from(bytes);
    copy.fill(255, where, Math.min(copy.length, where + length));
    return copy;
  });
  return fc.oneof(flips, cut, missing, huge);
}
