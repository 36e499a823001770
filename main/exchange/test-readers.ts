/** Readers of the formats that are exported, written from their descriptions. */
import { gunzipSync } from 'node:zlib';

export interface PlyFile {
  readonly comments: readonly string[];
  readonly properties: readonly { readonly type: string; readonly name: string }[];
  readonly rows: readonly Readonly<Record<string, number>>[];
}

const READ = {
  float: (view: DataView, at: number) => view.getFloat32(at, true),
  uchar: (view: DataView, at: number) => view.getUint8(at),
  ushort: (view: DataView, at: number) => view.getUint16(at, true),
};
const BYTES = { float: 4, uchar: 1, ushort: 2 };

export function readPly(bytes: Uint8Array): PlyFile {
  const end = Buffer.from(bytes).indexOf('end_header\n') + 'end_header\n'.length;
  const [magic, format, ...lines] = Buffer.from(bytes.subarray(0, end)).toString('utf8').trimEnd().split('\n');
  if (magic !== 'ply' || format !== 'format binary_little_endian 1.0') throw new Error(`no PLY: ${magic}, ${format}`);
  const comments: string[] = [];
  const properties: { type: keyof typeof BYTES; name: string }[] = [];
  let count = -1;
  for (const line of lines.slice(0, -1)) {
    const [keyword, ...rest] = line.split(' ');
    if (keyword === 'comment') comments.push(rest.join(' '));
    else if (keyword === 'element' && rest[0] === 'vertex' && rest.length === 2) count = Number(rest[1]);
    else if (keyword === 'property' && rest.length === 2 && rest[0]! in BYTES) {
      properties.push({ type: rest[0] as keyof typeof BYTES, name: rest[1]! });
    } else throw new Error(`unexpected line in the header: ${line}`);
  }
  const row = properties.reduce((sum, { type }) => sum + BYTES[type], 0);
  if (bytes.length !== end + row * count) throw new Error('the file is longer or shorter than its header says');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = end;
  const rows = Array.from({ length: count }, () =>
    Object.fromEntries(
      properties.map(({ type, name }) => {
        const value = READ[type](view, at);
        at += BYTES[type];
        return [name, value];
      }),
    ),
  );
  return { comments, properties, rows };
}

export interface SpzFile {
  readonly fractionalBits: number;
  readonly splats: readonly {
    readonly position: readonly number[];
    readonly alpha: number;
    /** In [0, 1]. */
    readonly colour: readonly number[];
    /** Standard deviations. */
    readonly sigma: readonly number[];
    /** x, y, z, w */
    readonly rotation: readonly number[];
  }[];
}

export function readSpz(bytes: Uint8Array): SpzFile {
  const file = gunzipSync(bytes);
  if (file.toString('latin1', 0, 4) !== 'NGSP') throw new Error('no SPZ');
  const [version, count] = [file.readUInt32LE(4), file.readUInt32LE(8)];
  const [degree, fractionalBits] = [file[12]!, file[13]!];
  if (version !== 2 || degree !== 0) throw new Error(`version ${version}, harmonics of degree ${degree}`);
  let at = 16;
  const take = <Value>(length: number, read: (at: number) => Value, bytesEach = 1): Value[] =>
    Array.from({ length }, () => {
      at += bytesEach;
      return read(at - bytesEach);
    });
  const byte = (offset: number) => file[offset]!;
  const positions = take(3 * count, (offset) => file.readIntLE(offset, 3) / 2 ** fractionalBits, 3);
  const alphas = take(count, (offset) => byte(offset) / 255);
  const colours = take(3 * count, (offset) => 0.5 + 0.28209479177387814 * ((byte(offset) / 255 - 0.5) / 0.15));
  const sigmas = take(3 * count, (offset) => Math.exp(byte(offset) / 16 - 10));
  const turns = take(3 * count, (offset) => byte(offset) / 127.5 - 1);
  if (at !== file.length) throw new Error('the file is longer or shorter than its header says');
  const splats = Array.from({ length: count }, (_, i) => {
    const [x, y, z] = turns.slice(3 * i, 3 * i + 3) as [number, number, number];
    return {
      position: positions.slice(3 * i, 3 * i + 3),
      alpha: alphas[i]!,
      colour: colours.slice(3 * i, 3 * i + 3),
      sigma: sigmas.slice(3 * i, 3 * i + 3),
      rotation: [x, y, z, Math.sqrt(Math.max(0, 1 - x * x - y * y - z * z))],
    };
  });
  return { fractionalBits, splats };
}
