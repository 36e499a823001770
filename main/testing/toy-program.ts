import { gradients } from '../graph/gradients.ts';
import { add, input, matmul, mean, square, sub } from '../graph/ops.ts';
import { adam, adamScalars } from '../graph/optimizers.ts';
import type { Batch, FunctionProgram, State, StepProgram } from '../graph/program.ts';
import { seededRandom } from './seeded-random.ts';

/** A straight line through points, learned by Adam: the smallest thing that is trained like a field. */
const POINTS = 8;
const slope = input('slope', [1, 2]);
const offset = input('offset', [1, 1]);
const points = input('points', [2, POINTS]);
const line = add(matmul(slope, points), offset);

/** One step; `fixedOffset` leaves the offset as it is, and only reads it. */
export function toyStep({ fixedOffset = false } = {}): StepProgram {
  const [target, scalars] = [input('target', [1, POINTS]), input('scalars', [2])];
  const loss = mean(square(sub(line, target)));
  const trained = fixedOffset ? [slope] : [slope, offset];
  const gradient = gradients(loss, trained);
  const state = trained.flatMap((parameter, index) => {
    const name = parameter === slope ? 'slope' : 'offset';
    const moments = {
      first: input(`first.${name}`, parameter.shape),
      second: input(`second.${name}`, parameter.shape),
    };
    const next = adam(parameter, gradient[index]!, moments, scalars);
    return [
      { input: parameter, next: next.parameter },
      { input: moments.first, next: next.moments.first },
      { input: moments.second, next: next.moments.second },
    ];
  });
  const read = fixedOffset ? [{ input: offset, next: offset }] : [];
  return { name: 'toy-step', batch: [points, target, scalars], state: [...state, ...read], outputs: { loss, line } };
}

/** The line at points. */
export const toyFunction: FunctionProgram = {
  name: 'toy-line',
  state: [slope, offset],
  inputs: [points],
  outputs: { line },
};

export function toyState(): State {
  const entries = [2, 1].flatMap((size, index) => {
    const name = ['slope', 'offset'][index]!;
    const values = Float32Array.from({ length: size }, (_, i) => 0.1 * (i + 1));
    return [
      [name, values],
      [`first.${name}`, new Float32Array(size)],
      [`second.${name}`, new Float32Array(size)],
    ] as const;
  });
  // Nobody's: an executor keeps what no program mentions.
  return { ...Object.fromEntries(entries), other: Float32Array.of(1, 2, 3) };
}

/** Batches of steps 1, 2, 3 … of one training. */
export function toyBatches(count: number): Batch[] {
  const random = seededRandom(4);
  return Array.from({ length: count }, (_, step) => {
    const values = Float32Array.from({ length: 2 * POINTS }, () => random() - 0.5);
    const target = Float32Array.from({ length: POINTS }, (_, i) => 3 * values[i]! - 2 * values[POINTS + i]! + 0.5);
    return { points: values, target, scalars: Float32Array.from(adamScalars(0.1, step + 1)) };
  });
}
