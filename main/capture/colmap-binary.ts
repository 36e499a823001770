import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { type ColmapCamera, type ColmapImage, ColmapPoints, modelById } from './colmap-model.ts';

/** Reads little-endian numbers one after the other and says where a file ends too soon. */
class Cursor {
  private readonly bytes: Buffer;
  private readonly file: string;
  private offset = 0;

  constructor(bytes: Buffer, file: string) {
    this.bytes = bytes;
    this.file = file;
  }

  uint8 = () => this.read(1, (at) => this.bytes.readUInt8(at));
  int32 = () => this.read(4, (at) => this.bytes.readInt32LE(at));
  uint32 = () => this.read(4, (at) => this.bytes.readUInt32LE(at));
  float64 = () => this.read(8, (at) => this.bytes.readDoubleLE(at));
  uint64 = () => this.read(8, (at) => Number(this.bytes.readBigUInt64LE(at)));

  /** A count of records that each take at least `recordBytes`: one that cannot fit is damage. */
  count(recordBytes: number): number {
    const at = this.offset;
    const count = this.uint64();
    if (count * recordBytes > this.bytes.length - this.offset) {
      throw this.damaged(at, `it announces ${count} entries, more than the file holds`);
    }
    return count;
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw this.cut();
    const text = this.bytes.toString('utf8', this.offset, end);
    this.offset = end + 1;
    return text;
  }

  skip(length: number): void {
    this.read(length, () => undefined);
  }

  private damaged(at: number, what: string): UserError {
    const message = `${basename(this.file)} is damaged at byte ${at}: ${what}.`;
    return new UserError('bad-capture', message, 'Copy the COLMAP model again.');
  }

  private cut(): UserError {
    const message = `${basename(this.file)} is cut off at byte ${this.bytes.length}, in the middle of an entry.`;
    return new UserError('bad-capture', message, 'Copy the COLMAP model again.');
  }

  private read<Value>(length: number, value: (at: number) => Value): Value {
    if (this.offset + length > this.bytes.length) throw this.cut();
    const at = this.offset;
    this.offset += length;
    return value(at);
  }
}

const times = <Value>(count: number, make: () => Value): Value[] => Array.from({ length: count }, make);

/** @throws UserError bad-capture naming the byte where the file is damaged */
export function parseCamerasBinary(bytes: Buffer, file: string): ColmapCamera[] {
  const cursor = new Cursor(bytes, file);
  return times(cursor.count(24), () => {
    const id = cursor.uint32();
    const model = modelById(cursor.int32(), file);
    const [width, height] = [cursor.uint64(), cursor.uint64()];
    return { id, model: model.name, width, height, parameters: times(model.parameters, cursor.float64) };
  });
}

/** @throws UserError bad-capture naming the byte where the file is damaged */
export function parseImagesBinary(bytes: Buffer, file: string): ColmapImage[] {
  const cursor = new Cursor(bytes, file);
  return times(cursor.count(73), () => {
    const id = cursor.uint32();
    const rotation = times(4, cursor.float64);
    const translation = times(3, cursor.float64);
    const cameraId = cursor.uint32();
    const name = cursor.text();
    cursor.skip(24 * cursor.count(24));
    return { id, rotation, translation, cameraId, name };
  });
}

/** @throws UserError bad-capture naming the byte where the file is damaged */
export function parsePointsBinary(bytes: Buffer, file: string): ColmapPoints {
  const cursor = new Cursor(bytes, file);
  const count = cursor.count(51);
  const points = new ColmapPoints(count);
  for (let point = 0; point < count; point++) {
    const id = cursor.uint64();
    const [x, y, z] = [cursor.float64(), cursor.float64(), cursor.float64()];
    points.add(id, x, y, z, cursor.uint8(), cursor.uint8(), cursor.uint8());
    // Reprojection error and track.
    cursor.skip(8);
    cursor.skip(8 * cursor.count(8));
  }
  return points;
}
