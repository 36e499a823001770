/**
 * Points as a PLY file: http://paulbourke.net/dataformats/ply/, binary, little-endian.
 *
 * Properties are named as Blender, MeshLab and CloudCompare expect them (x y z, nx ny nz, red green blue); the
 * others they show as attributes or scalar fields under the names they have here. Those are made from phrases;
 * what was asked stands in comments.
 */
import { propertyNames } from './property-names.ts';
import { labelsOf, type PhraseColumn, type PointScene } from './scene.ts';

interface Column {
  readonly name: string;
  readonly type: 'float' | 'uchar' | 'ushort';
  /** The value of a point. */
  readonly values: ArrayLike<number>;
  /** Values of a point, and which of them this is. */
  readonly stride: number;
  readonly offset: number;
}

const BYTES = { float: 4, uchar: 1, ushort: 2 } as const;
/** Readers keep lines of this many bytes; a phrase may be longer than that. */
const MAX_COMMENT_BYTES = 900;

/** @param remarks one line each, for who opens the file in a text editor. */
export function encodePly(scene: PointScene, phrases: readonly PhraseColumn[], remarks: readonly string[]): Buffer {
  const points = scene.views.length;
  const names = propertyNames(phrases.map(({ phrase }) => phrase));
  const columns: Column[] = [
    ...columnsOf('float', ['x', 'y', 'z'], scene.positions),
    ...columnsOf('float', ['nx', 'ny', 'nz'], scene.normals),
    ...columnsOf('uchar', ['red', 'green', 'blue'], scene.colours),
    ...columnsOf('float', ['confidence'], scene.confidence),
    ...columnsOf('ushort', ['views'], scene.views),
    ...phrases.flatMap(({ relevancy, objects }, i) => [
      ...columnsOf('float', [`relevancy_${names[i]}`], relevancy),
      ...columnsOf('uchar', [`object_${names[i]}`], labelsOf(objects, points)),
    ]),
  ];
  const header = [
    'ply',
    'format binary_little_endian 1.0',
    ...remarks.map(comment),
    ...phrases.flatMap(({ phrase, scale }, i) => [
      comment(`relevancy_${names[i]}, object_${names[i]}: at scale ${scale.toPrecision(4)}, "${phrase}"`),
    ]),
    `element vertex ${points}`,
    ...columns.map(({ type, name }) => `property ${type} ${name}`),
    'end_header',
    '',
  ].join('\n');
  const head = Buffer.from(header, 'utf8');
  const row = columns.reduce((bytes, { type }) => bytes + BYTES[type], 0);
  const file = Buffer.alloc(head.length + row * points);
  head.copy(file);
  let start = head.length;
  for (const { type, values, stride, offset } of columns) {
    const write = {
      float: (value: number, at: number) => file.writeFloatLE(value, at),
      uchar: (value: number, at: number) => file.writeUInt8(value, at),
      ushort: (value: number, at: number) => file.writeUInt16LE(value, at),
    }[type];
    for (let point = 0; point < points; point++) write(values[point * stride + offset]!, start + point * row);
    start += BYTES[type];
  }
  return file;
}

function columnsOf(type: Column['type'], names: readonly string[], values: ArrayLike<number>): Column[] {
  return names.map((name, offset) => ({ name, type, values, stride: names.length, offset }));
}

/** A line of its own, whatever the text is: no control character can end it or begin another. */
function comment(text: string): string {
  const line = `comment ${text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')}`;
  const bytes = Buffer.from(line, 'utf8');
  if (bytes.length <= MAX_COMMENT_BYTES) return line;
  // A character that is cut in the middle decodes as U+FFFD.
  return bytes
    .subarray(0, MAX_COMMENT_BYTES)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
}
