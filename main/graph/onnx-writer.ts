import { lower, type Target } from './lowering.ts';
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
  /** The provider that will run the model; by default one that has every operator as it stands. */
  readonly target?: Target;
  /** Writes every float32 as float64: slower and exact enough to check gradients by differences. */
  readonly doublePrecision?: boolean;
  /**
   * A size that stands for any: dimensions of this size, or a multiple of it, are left open in the model,
   * which then takes batches of every size. Choose a prime that is no other dimension of the program.
   */
  readonly openSize?: number;
}

export function writeOnnx(model: ModelDescription, options: WriteOptions = {}): Uint8Array {
  return wrapModel(new GraphWriter(options).graph(model.name, model.inputs, model.outputs));
}

/** Name under which the next value of a carried input leaves a model. */
export function nextName(inputName: string): string {
  return `next.${inputName}`;
}

export function inputName(tensor: Tensor): string {
  if (tensor.node.operator !== 'input') throw new Error('not an input');
  return (tensor.node as Node<'input'>).attributes.name;
}

export function wrapModel(graph: ProtobufWriter): Uint8Array {
  const opset = new ProtobufWriter().string(1, '').varint(2, OPSET);
  return new ProtobufWriter()
    .varint(1, IR_VERSION)
    .string(2, 'lerf-studio')
    .message(7, graph)
    .message(8, opset)
    .finish();
}

/** Writes the parts of a graph; node names are unique within one writer. */
export class GraphWriter {
  private readonly doublePrecision: boolean;
  private readonly target: Target;
  private readonly openSize: number;
  private counter = 0;

  constructor(options: WriteOptions) {
    this.doublePrecision = options.doublePrecision ?? false;
    this.target = options.target ?? 'cpu';
    this.openSize = options.openSize ?? Number.POSITIVE_INFINITY;
  }

  graph(name: string, inputs: readonly Tensor[], outputs: Readonly<Record<string, Tensor>>): ProtobufWriter {
    const body = new ProtobufWriter();
    this.nodes(body, outputs);
    body.string(2, name);
    for (const tensor of inputs) {
      body.message(11, this.valueInfo(inputName(tensor), tensor.dtype, this.openShape(tensor.shape)));
    }
    for (const [outputName, tensor] of Object.entries(outputs)) {
      body.message(12, this.valueInfo(outputName, tensor.dtype, this.openShape(tensor.shape)));
    }
    return body;
  }

  private isOpen(size: number): boolean {
    return size > 0 && size % this.openSize === 0;
  }

  private openShape(shape: Shape): (number | string)[] {
    return shape.map((size) => (this.isOpen(size) ? 'N' : size));
  }

  /** The shape operand of Reshape (-1: what is left over) or Expand (1: as the operand has it). */
  private writtenShape({ operator, operands }: Node, shape: Shape): number[] {
    const open = shape.filter((size) => this.isOpen(size));
    const wasOpen = operands[0]!.shape.filter((size) => this.isOpen(size));
    const isExpand = operator === 'Expand';
    if (open.length > (isExpand ? wasOpen.length : 1)) {
      throw new Error(`${operator} to [${shape}] cannot be written with an open size of ${this.openSize}`);
    }
    return shape.map((size) => (this.isOpen(size) ? (isExpand ? 1 : -1) : size));
  }

  /** Writes everything that is wanted into `body`, under the names it is wanted by. */
  nodes(body: ProtobufWriter, wanted: Readonly<Record<string, Tensor>>): void {
    const lowered = lower(Object.values(wanted), this.target);
    const outputs = Object.keys(wanted).map((name, index) => [name, lowered[index]!] as const);
    const names = new Map<Node, string>();
    const nameOf = (tensor: Tensor): string => {
      const name = names.get(tensor.node)!;
      return tensor.output === 0 ? name : `${name}.${tensor.output}`;
    };
    // A node that is an output is called so from the beginning: a copy just for the name costs a pass
    // over the data. Inputs that go straight out, and second names, cannot do without.
    for (const [name, { node, output }] of outputs) {
      if (output === 0 && node.operator !== 'input' && !names.has(node)) names.set(node, name);
    }
    for (const node of topologicalOrder(lowered)) {
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
    for (const [name, tensor] of outputs) {
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
      return { ...plain, extraOperands: [int64Operand('shape', this.writtenShape(node, node.attributes.shape))] };
    }
    if (is(node, 'Transpose')) return { ...plain, attributes: [intsAttribute('perm', node.attributes.permutation)] };
    if (is(node, 'Slice')) {
      const { axis, start, end } = node.attributes;
      const bounds = [int64Operand('start', [start]), int64Operand('end', [end]), int64Operand('axis', [axis])];
      return { ...plain, extraOperands: bounds };
    }
    if (is(node, 'Softmax') || is(node, 'Concat') || is(node, 'Gather') || is(node, 'GatherElements')) {
      return { ...plain, attributes: [intAttribute('axis', node.attributes.axis)] };
    }
    if (is(node, 'ScatterElementsAdd')) {
      const attributes = [intAttribute('axis', node.attributes.axis), stringAttribute('reduction', 'add')];
      return { ...plain, type: 'ScatterElements', attributes };
    }
    if (is(node, 'ScatterNDAdd')) {
      return { ...plain, type: 'ScatterND', attributes: [stringAttribute('reduction', 'add')] };
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

  identity(body: ProtobufWriter, from: string, to: string): void {
    body.message(1, new ProtobufWriter().string(1, from).string(2, to).string(4, 'Identity'));
  }

  private constantProto(name: string, data: ConstantData, shape: Shape): ProtobufWriter {
    if (data instanceof Float32Array) {
      const stored = this.doublePrecision ? Float64Array.from(data) : data;
      return tensorProto(name, this.onnxDType('float32'), shape, bytesOf(stored));
    }
    return tensorProto(name, data instanceof Int32Array ? ONNX_DTYPE.int32 : ONNX_DTYPE.int64, shape, bytesOf(data));
  }

  /** A dimension that is a name may have any size. */
  valueInfo(name: string, dtype: DType, shape: readonly (number | string)[]): ProtobufWriter {
    const dims = new ProtobufWriter();
    for (const size of shape) {
      const dimension = new ProtobufWriter();
      dims.message(1, typeof size === 'number' ? dimension.varint(1, size) : dimension.string(2, size));
    }
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

export function intAttribute(name: string, value: number): ProtobufWriter {
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
