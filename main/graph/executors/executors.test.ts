import { describe, expect, it, onTestFinished } from 'vitest';
import { useSoftwareGpu } from '../../testing/software-gpu.ts';
import { toyBatches, toyFunction, toyState, toyStep } from '../../testing/toy-program.ts';
import { sequence, sequenceBatch, sequenceOutputs } from '../compose.ts';
import { add, input } from '../ops.ts';
import type { State } from '../program.ts';
import { CpuExecutor } from './cpu.ts';
import type { Executor } from './executor.ts';
import { loadKernels } from './kernels.ts';
import { LoopExecutor } from './loop.ts';
import { WebGpuExecutor } from './webgpu.ts';

/** Pipelines of a software GPU are compiled on the CPU, seconds for a small program. */
const GPU_TIMEOUT_MS = 120_000;
/** Single precision, where the order of a sum may differ. */
const DIGITS = 5;

const loaded = loadKernels();
const kernels = typeof loaded === 'string' ? null : loaded;

const executors: readonly (readonly [string, (state: State) => Executor, boolean])[] = [
  ['CpuExecutor', (state) => new CpuExecutor(state), true],
  ['CpuExecutor with native kernels', (state) => new CpuExecutor(state, { kernels }), kernels !== null],
  ['LoopExecutor on the CPU', (state) => new LoopExecutor(state, 'cpu'), true],
  ['WebGpuExecutor on a software GPU', (state) => new WebGpuExecutor(state), useSoftwareGpu()],
];

/** The same numbers up to rounding, name by name. */
function expectClose(actual: Record<string, Float32Array>[], expected: Record<string, Float32Array>[]) {
  expect(actual.map((record) => Object.keys(record).sort())).toEqual(
    expected.map((record) => Object.keys(record).sort()),
  );
  for (const [index, record] of expected.entries()) {
    for (const [name, values] of Object.entries(record)) {
      expect(actual[index]![name]).toHaveLength(values.length);
      for (const [i, value] of values.entries()) {
        expect(actual[index]![name]![i], `${name}[${i}]`).toBeCloseTo(value, DIGITS);
      }
    }
  }
}

/** What ten steps in turn, with and without the offset, should give. */
async function expectedTraining() {
  const executor = new CpuExecutor(toyState());
  const [whole, fixed] = [
    await executor.compileStep(toyStep()),
    await executor.compileStep(toyStep({ fixedOffset: true })),
  ];
  const losses = [];
  for (const [i, batch] of toyBatches(10).entries()) losses.push(...(await (i % 2 === 0 ? whole : fixed).run([batch])));
  const state = await executor.readState();
  await executor.dispose();
  return { losses, state };
}

for (const [name, create, isHere] of executors) {
  describe.skipIf(!isHere)(name, { timeout: GPU_TIMEOUT_MS }, () => {
    async function open(): Promise<Executor> {
      const executor = create(toyState());
      onTestFinished(() => executor.dispose());
      return executor;
    }

    it('lets several programs share the state', async () => {
      const executor = await open();
      const [whole, fixed] = [
        await executor.compileStep(toyStep()),
        await executor.compileStep(toyStep({ fixedOffset: true })),
      ];
      const losses = [];
      for (const [i, batch] of toyBatches(10).entries())
        losses.push(...(await (i % 2 === 0 ? whole : fixed).run([batch])));
      const expected = await expectedTraining();
      expectClose(losses, expected.losses);
      expectClose([await executor.readState()], [expected.state]);
    });

    it('runs all batches of a call in order, however many', async () => {
      const executor = await open();
      const window = await executor.compileStep(sequence([toyStep(), toyStep({ fixedOffset: true })]));
      const batches = toyBatches(10);
      const pairs = [0, 2, 4, 6, 8].map((i) => sequenceBatch(batches.slice(i, i + 2)));
      const outputs = [...(await window.run(pairs.slice(0, 3))), ...(await window.run(pairs.slice(3)))];
      const expected = await expectedTraining();
      expectClose(
        outputs.flatMap((output) => sequenceOutputs(output, 2)),
        expected.losses,
      );
      expectClose([await executor.readState()], [expected.state]);
      expect(await window.run([])).toEqual([]);
    });

    it('computes functions of the state as it is at the time', async () => {
      const executor = await open();
      const line = await executor.compileFunction(toyFunction);
      const step = await executor.compileStep(toyStep());
      const batch = toyBatches(1)[0]!;
      const before = await line.run({ points: batch.points! });
      const [output] = await step.run([batch]);
      expectClose([before], [{ line: output!.line! }]);
      const { line: after } = await line.run({ points: batch.points! });
      expect(after![0]).not.toBeCloseTo(before.line![0]!, 2);
    });

    it('gives the state back before anything was run, and does not share it', async () => {
      const given = toyState();
      const executor = create(given);
      onTestFinished(() => executor.dispose());
      expect(await executor.readState()).toEqual(given);
      const step = await executor.compileStep(toyStep());
      await step.run(toyBatches(1));
      expect(given).toEqual(toyState());
      const read = await executor.readState();
      await step.run(toyBatches(2).slice(1));
      expect(await executor.readState()).not.toEqual(read);
    });

    it('says which input a batch lacks', async () => {
      const step = await (await open()).compileStep(toyStep());
      const { points, scalars } = toyBatches(1)[0]!;
      await expect(step.run([{ points: points!, scalars: scalars! }])).rejects.toThrow('target');
    });
  });
}

describe.skipIf(!useSoftwareGpu())('the memory of WebGpuExecutor', { timeout: GPU_TIMEOUT_MS }, () => {
  it('does not grow with the steps', async () => {
    const megabyte = 2 ** 20;
    const size = (4 * megabyte) / Float32Array.BYTES_PER_ELEMENT;
    const executor = new WebGpuExecutor({ x: new Float32Array(size) });
    onTestFinished(() => executor.dispose());
    const x = input('x', [size]);
    const state = [{ input: x, next: add(x, 1) }];
    const step = await executor.compileStep({ name: 'count', batch: [], state, outputs: {} });
    const steps = (count: number) => step.run(Array.from({ length: count }, () => ({})));
    await steps(20);
    const before = process.memoryUsage().rss;
    await steps(200);
    // 800 MB would have been left behind.
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * megabyte);
    expect((await executor.readState()).x!.every((value) => value === 220)).toBe(true);
  });
});
