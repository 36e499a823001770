import { inputName } from './onnx-writer.ts';
import { type Batch, renamed, type StepProgram } from './program.ts';
import { rewrite } from './rewrite.ts';
import type { Node, Tensor } from './tensor.ts';

/** How the batch inputs and the outputs of a program are called within a sequence, by its position. */
const within = (position: number) => `${position}.`;

/**
 * One program that runs several one after the other: what one leaves as state the next one finds. Batch
 * inputs and outputs are told apart by the position of their program ("0.loss", "1.loss").
 */
export function sequence(programs: readonly StepProgram[]): StepProgram {
  const inputs = new Map<string, Tensor>();
  const current = new Map<string, Tensor>();
  const batch: Tensor[] = [];
  const outputs: Record<string, Tensor> = {};
  for (const [position, program] of programs.entries()) {
    const prefix = within(position);
    const replacements = new Map<string, Tensor>();
    for (const input of program.batch) {
      const own = renamed(input, prefix);
      replacements.set(inputName(input), own);
      batch.push(own);
    }
    for (const { input } of program.state) {
      const name = inputName(input);
      if (!inputs.has(name)) inputs.set(name, input);
      replacements.set(name, current.get(name) ?? inputs.get(name)!);
    }

    const names = Object.keys(program.outputs);
    const wanted = [...program.state.map(({ next }) => next), ...names.map((name) => program.outputs[name]!)];
    const rewritten = rewrite(wanted, (node) =>
      node.operator === 'input' ? replacements.get((node as Node<'input'>).attributes.name)! : null,
    );
    for (const [index, { input }] of program.state.entries()) current.set(inputName(input), rewritten[index]!);
    for (const [index, name] of names.entries()) {
      outputs[`${prefix}${name}`] = rewritten[program.state.length + index]!;
    }
  }
  return {
    name: programs.map(({ name }) => name).join('+'),
    batch,
    state: [...inputs].map(([name, input]) => ({ input, next: current.get(name)! })),
    outputs,
  };
}

/** The batches of a sequence's programs as the one batch that the sequence takes. */
export function sequenceBatch(batches: readonly Batch[]): Batch {
  return Object.fromEntries(
    batches.flatMap((batch, position) =>
      Object.entries(batch).map(([name, values]) => [`${within(position)}${name}`, values]),
    ),
  );
}

/** The outputs of a sequence, for each of its `count` programs. */
export function sequenceOutputs<Values>(outputs: Readonly<Record<string, Values>>, count: number) {
  return Array.from({ length: count }, (_, position): Record<string, Values> => {
    const prefix = within(position);
    const own = Object.entries(outputs).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(own.map(([name, values]) => [name.slice(prefix.length), values]));
  });
}
