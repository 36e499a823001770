/** Writes tiny COLMAP models in both forms, as COLMAP's own writer lays them out. */
import { write } from './test-capture.ts';

export interface TestModel {
  cameras: { id: number; model: [id: number, name: string]; width: number; height: number; parameters: number[] }[];
  images: { id: number; rotation: number[]; translation: number[]; cameraId: number; name: string; points: number }[];
  points: { id: number; position: number[]; color: number[]; track: number }[];
}

export function writeText({ cameras, images, points }: TestModel, ...folder: string[]): void {
  const repeat = (count: number, text: string) => Array(count).fill(text).join(' ');
  const cameraLines = cameras.map(({ id, model, width, height, parameters }) =>
    [id, model[1], width, height, ...parameters].join(' '),
  );
  const imageLines = images.flatMap(({ id, rotation, translation, cameraId, name, points: observations }) => [
    [id, ...rotation, ...translation, cameraId, name].join(' '),
    repeat(observations, '1.5 2.5 -1'),
  ]);
  const pointLines = points.map(({ id, position, color, track }) =>
    [id, ...position, ...color, 0.5, repeat(track, '1 0')].join(' '),
  );
  const file = (lines: string[]) => ['# Written by a test', ...lines, ''].join('\n');
  write(file(cameraLines), ...folder, 'cameras.txt');
  write(file(imageLines), ...folder, 'images.txt');
  write(file(pointLines), ...folder, 'points3D.txt');
}

export function writeBinary(model: TestModel, ...folder: string[]): void {
  const { cameras, images, points } = binaryForm(model);
  write(cameras, ...folder, 'cameras.bin');
  write(images, ...folder, 'images.bin');
  write(points, ...folder, 'points3D.bin');
}

export function binaryForm({ cameras, images, points }: TestModel): Record<keyof TestModel, Buffer> {
  return {
    cameras: Buffer.concat([
      uint64(cameras.length),
      ...cameras.flatMap(({ id, model, width, height, parameters }) => [
        uint32(id),
        uint32(model[0]),
        uint64(width),
        uint64(height),
        ...parameters.map(float64),
      ]),
    ]),
    images: Buffer.concat([
      uint64(images.length),
      ...images.flatMap(({ id, rotation, translation, cameraId, name, points: observations }) => [
        uint32(id),
        ...[...rotation, ...translation].map(float64),
        uint32(cameraId),
        Buffer.from(`${name}\0`),
        uint64(observations),
        Buffer.alloc(24 * observations),
      ]),
    ]),
    points: Buffer.concat([
      uint64(points.length),
      ...points.flatMap(({ id, position, color, track }) => [
        uint64(id),
        ...position.map(float64),
        Buffer.from(color),
        float64(0.5),
        uint64(track),
        Buffer.alloc(8 * track),
      ]),
    ]),
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
