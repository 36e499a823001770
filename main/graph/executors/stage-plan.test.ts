import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyConfig } from '../../testing/tiny-training.ts';
import { type RadiancePart, trainingStep } from '../../training/step-program.ts';
import { contractToGrid } from '../composites.ts';
import { inputName } from '../onnx-writer.ts';
import { add, concat, input, mul, sigmoid, slice, sum } from '../ops.ts';
import { changedState } from '../program.ts';
import type { Tensor } from '../tensor.ts';
import { type Kernels, loadKernels } from './kernels.ts';
import { planStages, type StagePlan } from './stage-plan.ts';
import { viewOf } from './views.ts';

const kernels = loadKernels();

describe.skipIf(typeof kernels === 'string')('stages', () => {
  const plan = (outputs: readonly Tensor[]) => planStages(outputs, kernels as Kernels);

  it.each<[RadiancePart, boolean]>([
    ['all', false],
    ['fixed-proposals', false],
    ['all', true],
    ['frozen', true],
  ])('of a step that changes %s of the radiance field (language: %s) need three sessions', (learns, hasLanguage) => {
    const language = hasLanguage ? { dimensions: { clip: 8, dino: 4 }, isSingleScale: false } : null;
    const program = trainingStep(tinyConfig, learns, language);
    const next = changedState(program).map(({ next }) => next);
    expect(sessionsOf(plan([...Object.values(program.outputs), ...next]))).toHaveLength(3);
  });

  it('need no session for what only moves the numbers of kernels', () => {
    const points = input('points', [3, 8]);
    const [a, b] = [contractToGrid(points, 'inf'), contractToGrid(points, 'l2')];
    expect(sessionsOf(plan([add(slice(concat([a, b], 1), 1, 4, 12), a)]))).toEqual([]);
    // A sigmoid is no such thing.
    expect(sessionsOf(plan([sigmoid(a)]))).toHaveLength(1);
  });

  it('compute whatever is needed once, and before whoever needs it', () => {
    const kinds = fc.constantFrom('kernel', 'add', 'multiply', 'sigmoid', 'concat', 'slice');
    const steps = fc.array(fc.record({ kind: kinds, a: fc.nat(), b: fc.nat() }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(steps, (recipe) => {
        const known: Tensor[] = [input('x', [3, 8]), input('y', [3, 8])];
        for (const { kind, a: i, b: j } of recipe) {
          const [a, b] = [known[i % known.length]!, known[j % known.length]!];
          if (kind === 'kernel') known.push(contractToGrid(a, i % 2 === 0 ? 'inf' : 'l2'));
          if (kind === 'add') known.push(add(a, b));
          if (kind === 'multiply') known.push(mul(a, b));
          if (kind === 'sigmoid') known.push(sigmoid(a));
          if (kind === 'concat') known.push(slice(concat([a, b], 1), 1, 4, 12));
          if (kind === 'slice') known.push(concat([slice(a, 0, 1, 3), slice(b, 0, 0, 1)], 0));
        }
        const outputs = [known.at(-1)!, sum(known.at(-2)!)];
        const planned = plan(outputs);
        expectOrder(planned);
      }),
      { numRuns: 300 },
    );
  });
});

const sessionsOf = ({ stages }: StagePlan) => stages.flatMap(({ session }) => (session === null ? [] : [session]));

/** Follows the stages as an executor does: what is read has been written, and nothing is written twice. */
function expectOrder({ stages, outputs, nameOf }: StagePlan): void {
  const there = new Set(['x', 'y']);
  const write = (name: string) => {
    expect(there).not.toContain(name);
    there.add(name);
  };
  const nameAt = (tensor: Tensor) => (tensor.node.operator === 'input' ? inputName(tensor) : nameOf(tensor));
  const isConstant = ({ node }: Tensor) => node.operator === 'constant';
  for (const { session, native } of stages) {
    for (const tensor of session?.inputs ?? []) expect(there).toContain(inputName(tensor));
    for (const name of Object.keys(session?.outputs ?? {})) write(name);
    for (const { node, outputs } of native) {
      for (const operand of node.operands.map((operand) => viewOf(operand).source)) {
        if (!isConstant(operand)) expect(there).toContain(nameAt(operand));
      }
      for (const tensor of outputs.values()) write(nameAt(tensor));
    }
  }
  for (const { source } of outputs) if (!isConstant(source)) expect(there).toContain(nameAt(source));
}
