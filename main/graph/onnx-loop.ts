import { GraphWriter, inputName, intAttribute, nextName, type WriteOptions, wrapModel } from './onnx-writer.ts';
import { ProtobufWriter } from './protobuf.ts';
import type { Tensor } from './tensor.ts';

/**
 * A program repeated inside one ONNX Loop, so that what goes round stays on the device.
 *
 * Inputs of the model: the number of repetitions K, batch inputs stacked [K, ...], and the state, which
 * is `carried` inputs, replaced by their next values each time round, and `constants`, only read.
 * Outputs: the last values of what is carried, and `outputs` stacked [K, ...].
 */
export interface LoopDescription {
  readonly name: string;
  readonly batch: readonly Tensor[];
  readonly carried: readonly { readonly input: Tensor; readonly next: Tensor }[];
  readonly constants: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/**
 * How the inputs and outputs of a loop are called. Names are global in ONNX: what a Loop hands to its
 * body and back must be called differently outside and inside.
 */
export const LOOP = {
  /** int64, shape [1] */
  count: 'loop.count',
  stacked: (name: string) => `stacked.${name}`,
  first: (name: string) => `first.${name}`,
  last: (name: string) => `last.${name}`,
} as const;

const ITERATION = 'loop.iteration';
const CONDITION = 'loop.condition';

export function writeOnnxLoop(loop: LoopDescription, options: WriteOptions = {}): Uint8Array {
  const writer = new GraphWriter(options);
  const graph = new ProtobufWriter().message(1, loopNode(writer, loop)).string(2, loop.name);
  const carried = loop.carried.map(({ input }) => input);
  graph.message(11, writer.valueInfo(LOOP.count, 'int64', [1]));
  for (const tensor of loop.batch) {
    graph.message(11, writer.valueInfo(LOOP.stacked(inputName(tensor)), tensor.dtype, ['K', ...tensor.shape]));
  }
  for (const { shape, dtype, name } of named(carried)) {
    graph.message(11, writer.valueInfo(LOOP.first(name), dtype, shape));
    graph.message(12, writer.valueInfo(LOOP.last(name), dtype, shape));
  }
  for (const { shape, dtype, name } of named(loop.constants)) graph.message(11, writer.valueInfo(name, dtype, shape));
  for (const [name, { dtype, shape }] of Object.entries(loop.outputs)) {
    graph.message(12, writer.valueInfo(LOOP.stacked(name), dtype, ['K', ...shape]));
  }
  return wrapModel(graph);
}

function loopNode(writer: GraphWriter, loop: LoopDescription): ProtobufWriter {
  const names = loop.carried.map(({ input }) => inputName(input));
  const node = new ProtobufWriter().string(1, LOOP.count);
  // No condition to start with: the count alone decides.
  node.string(1, '');
  for (const name of names) node.string(1, LOOP.first(name));
  for (const name of names) node.string(2, LOOP.last(name));
  for (const name of Object.keys(loop.outputs)) node.string(2, LOOP.stacked(name));
  return node.string(4, 'Loop').message(5, graphAttribute('body', loopBody(writer, loop)));
}

/**
 * (iteration, condition, carried...) -> (condition, carried next..., outputs...). Constants and stacked
 * batches are no arguments: a body sees the names around it.
 */
function loopBody(writer: GraphWriter, { name, batch, carried, outputs }: LoopDescription): ProtobufWriter {
  const body = new ProtobufWriter();
  for (const tensor of batch) {
    // Gather at a scalar index: the stacked axis is gone.
    const slice = new ProtobufWriter().string(1, LOOP.stacked(inputName(tensor))).string(1, ITERATION);
    body.message(1, slice.string(2, inputName(tensor)).string(4, 'Gather').message(5, intAttribute('axis', 0)));
  }
  const next = Object.fromEntries(carried.map(({ input, next }) => [nextName(inputName(input)), next]));
  const results = { ...next, ...outputs };
  writer.nodes(body, results);
  writer.identity(body, CONDITION, nextName(CONDITION));

  body.string(2, `${name}.body`);
  body.message(11, writer.valueInfo(ITERATION, 'int64', []));
  body.message(11, writer.valueInfo(CONDITION, 'bool', []));
  for (const { input } of carried) body.message(11, writer.valueInfo(inputName(input), input.dtype, input.shape));
  body.message(12, writer.valueInfo(nextName(CONDITION), 'bool', []));
  for (const [result, { dtype, shape }] of Object.entries(results)) {
    body.message(12, writer.valueInfo(result, dtype, shape));
  }
  return body;
}

function graphAttribute(name: string, graph: ProtobufWriter): ProtobufWriter {
  return new ProtobufWriter().string(1, name).varint(20, 5).message(6, graph);
}

function named(tensors: readonly Tensor[]) {
  return tensors.map((tensor) => ({ name: inputName(tensor), shape: tensor.shape, dtype: tensor.dtype }));
}
