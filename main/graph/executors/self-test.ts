import type { Target } from '../lowering.ts';
import { writeOnnx } from '../onnx-writer.ts';
import { input, matmul, sum } from '../ops.ts';
import { createSession, toOrt } from './session.ts';

/** A small load first: a software GPU would need minutes for what a real one does in milliseconds. */
const LOADS = [
  { size: 128, products: 1 },
  { size: 1024, products: 4 },
] as const;
/** Whoever takes longer for the small load is not asked for the large one. */
const PATIENCE_MS = 5;

/**
 * Speed of a provider at matrix products, in GFLOP/s; and the proof that it is there and computes at
 * all. Almost nothing has to be moved to the device or back.
 * @throws Error if it cannot run, or if its result is wrong
 */
export async function measureSpeed(target: Target): Promise<number> {
  let speed = 0;
  for (const load of LOADS) {
    const durationMs = await shortestRunMs(target, load);
    speed = (2 * load.size ** 3 * load.products) / durationMs / 1e6;
    if (durationMs > PATIENCE_MS) break;
  }
  return speed;
}

async function shortestRunMs(target: Target, { size, products }: (typeof LOADS)[number]): Promise<number> {
  const x = input('x', [size, size]);
  let product = x;
  for (let i = 0; i < products; i++) product = matmul(product, x);
  const model = writeOnnx({ name: 'self-test', inputs: [x], outputs: { total: sum(product) } }, { target });
  const session = await createSession(model, target);
  try {
    // Every row sums to one, and so do the rows of all powers of the matrix.
    const feeds = { x: toOrt(new Float32Array(size * size).fill(1 / size), [size, size]) };
    let shortest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 3; run++) {
      const began = performance.now();
      const { total } = await session.run(feeds);
      shortest = Math.min(shortest, performance.now() - began);
      const [value] = total!.data as Float32Array;
      if (Math.abs(value! / size - 1) > 1e-3) throw new Error(`a sum that should be ${size} is ${value}`);
    }
    return shortest;
  } finally {
    await session.release();
  }
}
