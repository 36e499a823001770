import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A tensor that a model takes or gives. */
export interface OnnxValue {
  readonly name: string;
  /** TensorProto.DataType: 1 float32, 6 int32, 7 int64, 10 float16, … */
  readonly elementType: number;
  /** A number where the model fixes the size, else null. */
  readonly shape: readonly (number | null)[];
}

/** What of a file of weights lies in another file. */
export interface ExternalData {
  readonly location: string;
  /** Bytes that the other file must have at least; 0 where the model does not say. */
  readonly end: number;
}

/** What an ONNX model says of itself, its weights left unread. */
export interface OnnxOutline {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly external: readonly ExternalData[];
  readonly operators: ReadonlySet<string>;
}

/** The file is no ONNX model, or one cut off; `message` is a clause that says which. */
export class OnnxFormatError extends Error {}

/**
 * Reads the outline of an ONNX file without ONNX Runtime: what a model refers to must be known before it is
 * opened, since opening follows the references. Every length in the file is checked against what contains
 * it, so that a file that was cut off is recognised wherever the cut is.
 */
export function readOnnxOutline(path: string): OnnxOutline {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const outline = new OutlineReader(new FileWindow(file, size));
    outline.message(MODEL, 0, size, 0);
    if (!outline.hasGraph) throw new OnnxFormatError('is not an ONNX model');
    return {
      // Older models list their weights among the inputs.
      inputs: outline.inputs.filter(({ name }) => !outline.weights.has(name)),
      outputs: outline.outputs,
      external: outline.external,
      operators: outline.operators,
    };
  } finally {
    closeSync(file);
  }
}

type MessageType = Readonly<Record<number, string>>;

/** Fields of onnx.proto3 by number, as far as they lead to what the outline holds. */
const MODEL = { 7: 'graph', 25: 'function' };
const TYPES: Readonly<Record<string, MessageType>> = {
  graph: { 1: 'node', 5: 'tensor', 11: 'input', 12: 'output', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 4: 'operator', 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'subgraph', 10: 'tensor', 11: 'subgraph', 22: 'sparse', 23: 'sparse' },
  subgraph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
};
/** Graphs within graphs; real models have two or three. */
const deepest = 64;
/** A name or a path. */
const longestText = 4096;

class OutlineReader {
  readonly inputs: OnnxValue[] = [];
  readonly outputs: OnnxValue[] = [];
  readonly external: ExternalData[] = [];
  readonly operators = new Set<string>();
  readonly weights = new Set<string>();
  hasGraph = false;
  readonly #bytes: FileWindow;

  constructor(bytes: FileWindow) {
    this.#bytes = bytes;
  }

  message(type: MessageType, begin: number, end: number, depth: number): void {
    if (depth > deepest) throw new OnnxFormatError('is nested too deeply');
    for (const { field, from, to } of this.#fields(begin, end)) {
      const kind = from === null ? undefined : type[field];
      if (kind === undefined || from === null) continue;
      if (kind === 'graph') this.hasGraph = true;
      if (kind === 'tensor') this.#tensor(from, to);
      else if (kind === 'operator') this.operators.add(this.#text(from, to));
      else if (kind === 'input') this.inputs.push(this.#value(from, to));
      else if (kind === 'output') this.outputs.push(this.#value(from, to));
      else this.message(TYPES[kind]!, from, to, depth + 1);
    }
  }

  /** TensorProto: its name, and where its data lies if that is another file. */
  #tensor(begin: number, end: number): void {
    const entries: Record<string, string> = {};
    for (const { field, from, to } of this.#fields(begin, end)) {
      if (from === null) continue;
      if (field === 8) this.weights.add(this.#text(from, to));
      if (field !== 13) continue;
      let [key, value] = ['', ''];
      for (const entry of this.#fields(from, to)) {
        if (entry.from === null) continue;
        if (entry.field === 1) key = this.#text(entry.from, entry.to);
        if (entry.field === 2) value = this.#text(entry.from, entry.to);
      }
      entries[key] = value;
    }
    if (entries.location === undefined) return;
    const bytes = (text: string | undefined) => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : 0);
    this.external.push({ location: entries.location, end: bytes(entries.offset) + bytes(entries.length) });
  }

  /** ValueInfoProto: name, and TypeProto.tensor_type's element type and shape. */
  #value(begin: number, end: number): OnnxValue {
    let name = '';
    let elementType = 0;
    const shape: (number | null)[] = [];
    for (const { field, from, to } of this.#fields(begin, end)) {
      if (from === null) continue;
      if (field === 1) name = this.#text(from, to);
      if (field !== 2) continue;
      for (const tensorType of this.#nested(from, to, 1)) {
        for (const part of this.#fields(tensorType.from, tensorType.to)) {
          if (part.field === 1 && part.from === null) elementType = part.value;
          if (part.field !== 2 || part.from === null) continue;
          for (const dimension of this.#nested(part.from, part.to, 1)) {
            let size: number | null = null;
            for (const entry of this.#fields(dimension.from, dimension.to)) {
              if (entry.field === 1 && entry.from === null && entry.value > 0) size = entry.value;
            }
            shape.push(size);
          }
        }
      }
    }
    return { name, elementType, shape };
  }

  *#nested(begin: number, end: number, wanted: number): Generator<{ from: number; to: number }> {
    for (const { field, from, to } of this.#fields(begin, end)) {
      if (field === wanted && from !== null) yield { from, to };
    }
  }

  /** The fields of a message; those that hold bytes say where, the others have `from` null. */
  *#fields(begin: number, end: number): Generator<{ field: number; value: number; from: number | null; to: number }> {
    let at = begin;
    while (at < end) {
      const tag = this.#varint(at, end);
      const [field, wireType] = [Math.floor(tag.value / 8), tag.value % 8];
      at = tag.next;
      if (field === 0) throw new OnnxFormatError('is not an ONNX model');
      if (wireType === 0) {
        const { value, next } = this.#varint(at, end);
        at = next;
        yield { field, value, from: null, to: at };
      } else if (wireType === 2) {
        const { value, next } = this.#varint(at, end);
        if (next + value > end) throw new OnnxFormatError('is cut off or damaged');
        at = next + value;
        yield { field, value: 0, from: next, to: at };
      } else if (wireType === 1 || wireType === 5) {
        at += wireType === 1 ? 8 : 4;
        if (at > end) throw new OnnxFormatError('is cut off or damaged');
      } else {
        throw new OnnxFormatError('is not an ONNX model');
      }
    }
  }

  /** Exact up to 2^53, beyond any length or count that counts here. */
  #varint(at: number, end: number): { value: number; next: number } {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      if (at + index >= end) throw new OnnxFormatError('is cut off or damaged');
      const byte = this.#bytes.at(at + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, next: at + index + 1 };
    }
    throw new OnnxFormatError('is not an ONNX model');
  }

  #text(from: number, to: number): string {
    if (to - from > longestText) throw new OnnxFormatError('has a name of absurd length');
    return new TextDecoder().decode(this.#bytes.slice(from, to));
  }
}

/** Reads a file here and there, a stretch at a time: outlines are small, and weights are jumped over. */
class FileWindow {
  readonly #file: number;
  readonly #size: number;
  readonly #buffer = Buffer.alloc(1 << 16);
  #begin = 0;
  #length = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.#size = size;
  }

  at(position: number): number {
    if (position < this.#begin || position >= this.#begin + this.#length) {
      this.#begin = position;
      this.#length = readSync(this.#file, this.#buffer, 0, this.#buffer.length, position);
      if (this.#length === 0) throw new OnnxFormatError('is cut off or damaged');
    }
    return this.#buffer[position - this.#begin]!;
  }

  slice(from: number, to: number): Uint8Array {
    if (to > this.#size) throw new OnnxFormatError('is cut off or damaged');
    return Uint8Array.from({ length: to - from }, (_, index) => this.at(from + index));
  }
}
