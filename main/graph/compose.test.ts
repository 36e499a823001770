import { expect, onTestFinished, test } from 'vitest';
import { toyBatches, toyState, toyStep } from '../testing/toy-program.ts';
import { sequence, sequenceBatch, sequenceOutputs } from './compose.ts';
import { CpuExecutor } from './executors/cpu.ts';
import { inputName } from './onnx-writer.ts';

async function open() {
  const executor = new CpuExecutor(toyState());
  onTestFinished(() => executor.dispose());
  return executor;
}

test('a sequence of two steps does what the two do one after the other', async () => {
  const [a, b] = [toyStep(), toyStep({ fixedOffset: true })];
  const batches = toyBatches(6);

  const separate = await open();
  const [stepA, stepB] = [await separate.compileStep(a), await separate.compileStep(b)];
  const expected = [];
  for (const [i, batch] of batches.entries()) expected.push(...(await (i % 2 === 0 ? stepA : stepB).run([batch])));

  const composed = await open();
  const both = await composed.compileStep(sequence([a, b]));
  const pairs = [0, 2, 4].map((i) => sequenceBatch(batches.slice(i, i + 2)));
  const outputs = (await both.run(pairs)).flatMap((output) => sequenceOutputs(output, 2));

  expect(outputs).toEqual(expected);
  expect(await composed.readState()).toEqual(await separate.readState());
});

test('a sequence has each state once, and tells the batches apart', () => {
  const program = sequence([toyStep(), toyStep({ fixedOffset: true })]);
  const names = program.state.map(({ input }) => inputName(input));
  expect(names).toEqual(['slope', 'first.slope', 'second.slope', 'offset', 'first.offset', 'second.offset']);
  expect(program.batch.map(inputName)).toEqual([
    '0.points',
    '0.target',
    '0.scalars',
    '1.points',
    '1.target',
    '1.scalars',
  ]);
  expect(Object.keys(program.outputs)).toEqual(['0.loss', '0.line', '1.loss', '1.line']);
});

test('what all programs of a sequence only read is only read', () => {
  const program = sequence([toyStep({ fixedOffset: true }), toyStep({ fixedOffset: true })]);
  const offset = program.state.find(({ input }) => inputName(input) === 'offset')!;
  expect(offset.next).toBe(offset.input);
});
