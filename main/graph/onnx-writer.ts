import { ProtobufWriter } from './protobuf.ts';
import {
  type ConstantData,
  type DType,
  type Node,
  type Operator,
  type Shape,
  type Tensor,
  topologicalOrder,
} from './tensor.ts';

/**
 * Writes tensor programs as ONNX models (onnx.proto3, IR 8, opset 17: newer opsets lose kernels on the
 * CUDA and DirectML providers). Field numbers are those of onnx.proto3.
 */

const ONNX_DTYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const satisfies Record<DType, number>;
const ONNX_DOUBLE = 11;
const IR_VERSION = 8;
const OPSET = 17;

export interface ModelDescription {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export interface WriteOptions {
  /** Writes every float32 as float64: slower and exact enough to check gradients by differences. */
  readonly doublePrecision?: boolean;
}

export function writeOnnx(model: ModelDescription, options: WriteOptions = {}): Uint8Array {
  return wrapModel(new GraphWriter(options).graph(model.name, model.inputs, model.outputs));
}

/**
 * The same program repeated inside one ONNX Loop: `carried` tensors go round (their inputs replaced by
 * their next values), batch inputs are stacked [K, ...] and sliced by the iteration number, and
 * `outputs` come back stacked [K, ...]. Parameters so stay on the device for K steps.
 */
export interface LoopDescription {
  readonly name: string;
  readonly iterations: number;
  readonly batchInputs: readonly Tensor[];
  readonly carried: readonly { readonly input: Tensor; readonly next: Tensor }[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export function writeOnnxLoop(loop: LoopDescription, options: WriteOptions = {}): Uint8Array {
  const writer = new GraphWriter(options);
  return wrapModel(writer.loop(loop));
}

/** Name under which the next value of a carried input leaves a model. */
export function nextName(inputName: string): string {
  return `next.${inputName}`;
}

export function inputName(tensor: Tensor): string {
  if (tensor.node.operator !== 'input') throw new Error('not an input');
  return (tensor.node as Node<'input'>).attributes.name;
}

function wrapModel(graph: ProtobufWriter): Uint8Array {
  const opset = new ProtobufWriter().string(1, '').varint(2, OPSET);
  return new ProtobufWriter()
    .varint(1, IR_VERSION)
    .string(2, 'lerf-studio')
    .message(7, graph)
    .message(8, opset)
    .finish();
}

class GraphWriter {
  private readonly doublePrecision: boolean;
  private counter = 0;

  constructor(options: WriteOptions) {
    this.doublePrecision = options.doublePrecision ?? false;
  }

  graph(name: string, inputs: readonly Tensor[], outputs: Readonly<Record<string, Tensor>>): ProtobufWriter {
    const body = new ProtobufWriter();
    this.nodes(body, outputs);
    body.string(2, name);
    for (const tensor of inputs) body.message(11, this.valueInfo(inputName(tensor), tensor.dtype, tensor.shape));
    for (const [outputName, tensor] of Object.entries(outputs)) {
      body.message(12, this.valueInfo(outputName, tensor.dtype, tensor.shape));
    }
    return body;
  }

  loop({ name, iterations, batchInputs, carried, outputs }: LoopDescription): ProtobufWriter {
    // Body of the Loop: (iteration, condition, carried...) -> (condition, carried next..., outputs...).
    const body = new ProtobufWriter();
    for (const tensor of batchInputs) {
      // Gather with a scalar index drops the stacked axis; the stacked batch is an outer-scope name.
      const node = new ProtobufWriter().string(1, `stacked.${inputName(tensor)}`).string(1, 'loop.iteration');
      node.string(2, inputName(tensor)).string(4, 'Gather').message(5, intAttribute('axis', 0));
      body.message(1, node);
    }
    const next = Object.fromEntries(carried.map(({ input, next }) => [nextName(inputName(input)), next]));
    this.nodes(body, { ...next, ...outputs });
    this.identity(body, 'loop.condition', 'loop.condition.next');
    body.string(2, `${name}.body`);
    body.message(11, this.valueInfo('loop.iteration', 'int64', []));
    body.message(11, this.valueInfo('loop.condition', 'bool', []));
    for (const { input } of carried) body.message(11, this.valueInfo(inputName(input), input.dtype, input.shape));
    body.message(12, this.valueInfo('loop.condition.next', 'bool', []));
    for (const { input } of carried) {
      body.message(12, this.valueInfo(nextName(inputName(input)), input.dtype, input.shape));
    }
    for (const [outputName, tensor] of Object.entries(outputs)) {
      body.message(12, this.valueInfo(outputName, tensor.dtype, tensor.shape));
    }

    const graph = new ProtobufWriter();
    const count = new Uint8Array(new BigInt64Array([BigInt(iterations)]).buffer);
    graph.message(5, tensorProto('loop.count', ONNX_DTYPE.int64, [], count));
    graph.message(5, tensorProto('loop.start', ONNX_DTYPE.bool, [], Uint8Array.of(1)));
    const node = new ProtobufWriter().string(1, 'loop.count').string(1, 'loop.start');
    for (const { input } of carried) node.string(1, `carried.${inputName(input)}`);
    for (const { input } of carried) node.string(2, `final.${inputName(input)}`);
    for (const outputName of Object.keys(outputs)) node.string(2, `stacked.${outputName}`);
    node.string(4, 'Loop').message(5, new ProtobufWriter().string(1, 'body').varint(20, 5).message(6, body));
    graph.message(1, node).string(2, name);
    for (const tensor of batchInputs) {
      graph.message(11, this.valueInfo(`stacked.${inputName(tensor)}`, tensor.dtype, [iterations, ...tensor.shape]));
    }
    for (const { input } of carried) {
      graph.message(11, this.valueInfo(`carried.${inputName(input)}`, input.dtype, input.shape));
    }
    for (const { input } of carried) {
      graph.message(12, this.valueInfo(`final.${inputName(input)}`, input.dtype, input.shape));
    }
    for (const [outputName, tensor] of Object.entries(outputs)) {
      graph.message(12, this.valueInfo(`stacked.${outputName}`, tensor.dtype, [iterations, ...tensor.shape]));
    }
    return graph;
  }

  /** Writes everything `outputs` need into `body`, and the outputs under their names. */
  private nodes(body: ProtobufWriter, outputs: Readonly<Record<string, Tensor>>): void {
    const names = new Map<Node, string>();
    const nameOf = (tensor: Tensor): string => {
      const name = names.get(tensor.node)!;
      return tensor.output === 0 ? name : `${name}.${tensor.output}`;
    };
    // A node that is an output is called so from the beginning: a copy just for the name costs a pass
    // over the data. Inputs that go straight out, and second names, cannot do without.
    for (const [name, { node, output }] of Object.entries(outputs)) {
      if (output === 0 && node.operator !== 'input' && !names.has(node)) names.set(node, name);
    }
    for (const node of topologicalOrder(Object.values(outputs))) {
      if (is(node, 'input')) {
        names.set(node, node.attributes.name);
        continue;
      }
      const name = names.get(node) ?? `t${this.counter++}`;
      names.set(node, name);
      if (is(node, 'constant')) {
        body.message(5, this.constantProto(name, node.attributes.data, node.attributes.shape));
        continue;
      }
      this.operator(body, node, node.operands.map(nameOf), name);
    }
    for (const [name, tensor] of Object.entries(outputs)) {
      if (nameOf(tensor) !== name) this.identity(body, nameOf(tensor), name);
    }
  }

  private operator(body: ProtobufWriter, node: Node, operands: string[], name: string): void {
    const onnx = this.transcribe(body, node, name);
    const proto = new ProtobufWriter();
    for (const operand of [...operands, ...onnx.extraOperands]) proto.string(1, operand);
    proto.string(2, name);
    if (node.operator === 'TopK') proto.string(2, `${name}.1`);
    proto.string(4, onnx.type);
    for (const attribute of onnx.attributes) proto.message(5, attribute);
    body.message(1, proto);
  }

  /** ONNX operator type, attributes, and operands that ONNX wants as tensors (axes, shapes, bounds). */
  private transcribe(
    body: ProtobufWriter,
    node: Node,
    name: string,
  ): { type: string; attributes: ProtobufWriter[]; extraOperands: string[] } {
    const plain = { type: node.operator as string, attributes: [] as ProtobufWriter[], extraOperands: [] as string[] };
    const int64Operand = (suffix: string, values: readonly number[], shape: Shape = [values.length]): string => {
      const operandName = `${name}.${suffix}`;
      const data = new BigInt64Array(values.map(BigInt));
      body.message(5, tensorProto(operandName, ONNX_DTYPE.int64, shape, new Uint8Array(data.buffer)));
      return operandName;
    };
    if (is(node, 'Cast')) return { ...plain, attributes: [intAttribute('to', this.onnxDType(node.attributes.to))] };
    if (is(node, 'ReduceSum')) {
      const { axes, keepDims } = node.attributes;
      return {
        ...plain,
        attributes: [intAttribute('keepdims', Number(keepDims))],
        extraOperands: [int64Operand('axes', axes)],
      };
    }
    if (is(node, 'ReduceMax')) {
      const { axes, keepDims } = node.attributes;
      return { ...plain, attributes: [intsAttribute('axes', axes), intAttribute('keepdims', Number(keepDims))] };
    }
    if (is(node, 'CumSum')) {
      const { axis, exclusive, reverse } = node.attributes;
      const flags = [intAttribute('exclusive', Number(exclusive)), intAttribute('reverse', Number(reverse))];
      return { ...plain, attributes: flags, extraOperands: [int64Operand('axis', [axis], [])] };
    }
    if (is(node, 'Reshape') || is(node, 'Expand')) {
      return { ...plain, extraOperands: [int64Operand('shape', node.attributes.shape)] };
    }
    if (is(node, 'Transpose')) return { ...plain, attributes: [intsAttribute('perm', node.attributes.permutation)] };
    if (is(node, 'Slice')) {
      const { axis, start, end } = node.attributes;
      const bounds = [int64Operand('start', [start]), int64Operand('end', [end]), int64Operand('axis', [axis])];
      return { ...plain, extraOperands: bounds };
    }
    if (is(node, 'Concat') || is(node, 'Gather') || is(node, 'GatherElements')) {
      return { ...plain, attributes: [intAttribute('axis', node.attributes.axis)] };
    }
    if (is(node, 'ScatterElementsAdd')) {
      const attributes = [intAttribute('axis', node.attributes.axis), stringAttribute('reduction', 'add')];
      return { ...plain, type: 'ScatterElements', attributes };
    }
    if (is(node, 'Detach')) return { ...plain, type: 'Identity' };
    if (is(node, 'TopK')) {
      const { axis, k, largest } = node.attributes;
      return {
        ...plain,
        attributes: [intAttribute('axis', axis), intAttribute('largest', Number(largest))],
        extraOperands: [int64Operand('k', [k])],
      };
    }
    return plain;
  }

  private identity(body: ProtobufWriter, from: string, to: string): void {
    body.message(1, new ProtobufWriter().string(1, from).string(2, to).string(4, 'Identity'));
  }

  private constantProto(name: string, data: ConstantData, shape: Shape): ProtobufWriter {
    if (data instanceof Float32Array) {
      const stored = this.doublePrecision ? Float64Array.from(data) : data;
      return tensorProto(name, this.onnxDType('float32'), shape, bytesOf(stored));
    }
    return tensorProto(name, data instanceof Int32Array ? ONNX_DTYPE.int32 : ONNX_DTYPE.int64, shape, bytesOf(data));
  }

  private valueInfo(name: string, dtype: DType, shape: Shape): ProtobufWriter {
    const dims = new ProtobufWriter();
    for (const size of shape) dims.message(1, new ProtobufWriter().varint(1, size));
    const tensorType = new ProtobufWriter().varint(1, this.onnxDType(dtype)).message(2, dims);
    return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensorType));
  }

  private onnxDType(dtype: DType): number {
    return dtype === 'float32' && this.doublePrecision ? ONNX_DOUBLE : ONNX_DTYPE[dtype];
  }
}

function is<K extends Operator>(node: Node, operator: K): node is Node<K> {
  return node.operator === operator;
}

function bytesOf(data: ConstantData | Float64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function tensorProto(name: string, onnxType: number, shape: Shape, littleEndianBytes: Uint8Array): ProtobufWriter {
  const proto = new ProtobufWriter();
  for (const size of shape) proto.varint(1, size);
  return proto.varint(2, onnxType).string(8, name).bytes(9, littleEndianBytes);
}

function intAttribute(name: string, value: number): ProtobufWriter {
  return new ProtobufWriter().string(1, name).varint(20, 2).varint(3, value);
}

function intsAttribute(name: string, values: readonly number[]): ProtobufWriter {
  const proto = new ProtobufWriter().string(1, name).varint(20, 7);
  for (const value of values) proto.varint(8, value);
  return proto;
}

function stringAttribute(name: string, value: string): ProtobufWriter {
  return new ProtobufWriter().string(1, name).varint(20, 3).string(4, value);
}
