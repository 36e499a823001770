import { fstatSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * Where in a write-ahead log the newest committed content of each page lies, by page number. Frames count
 * up to the first that is not whole, as SQLite counts them when it recovers a log.
 *
 * https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function newestFrames(log: number, pageBytes: number): Map<number, number> {
  const committed = new Map<number, number>();
  const { size } = fstatSync(log);
  const header = Buffer.alloc(HEADER_BYTES);
  if (size < HEADER_BYTES || !readWhole(log, header, 0)) return committed;
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== 0x377f0682 || header.readUInt32BE(8) !== pageBytes) return committed;
  const bigEndian = (magic & 1) === 1;
  let sums = checksum(header.subarray(0, 24), [0, 0], bigEndian);
  if (sums[0] !== header.readUInt32BE(24) || sums[1] !== header.readUInt32BE(28)) return committed;

  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageBytes);
  const pending = new Map<number, number>();
  for (let offset = HEADER_BYTES; offset + frame.length <= size; offset += frame.length) {
    if (!readWhole(log, frame, offset)) break;
    // Frames of an earlier round through the file have other salts.
    if (!frame.subarray(8, 16).equals(header.subarray(16, 24))) break;
    sums = checksum(frame.subarray(0, 8), sums, bigEndian);
    sums = checksum(frame.subarray(FRAME_HEADER_BYTES), sums, bigEndian);
    if (sums[0] !== frame.readUInt32BE(16) || sums[1] !== frame.readUInt32BE(20)) break;
    pending.set(frame.readUInt32BE(0), offset + FRAME_HEADER_BYTES);
    const isCommit = frame.readUInt32BE(4) !== 0;
    if (!isCommit) continue;
    for (const [page, where] of pending) committed.set(page, where);
    pending.clear();
  }
  return committed;
}

function readWhole(file: number, into: Buffer, position: number): boolean {
  try {
    return readSync(file, into, 0, into.length, position) === into.length;
  } catch {
    return false;
  }
}

function checksum(bytes: Buffer, [first, second]: [number, number], bigEndian: boolean): [number, number] {
  let s0 = first;
  let s1 = second;
  for (let i = 0; i < bytes.length; i += 8) {
    s0 = (s0 + (bigEndian ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i)) + s1) >>> 0;
    s1 = (s1 + (bigEndian ? bytes.readUInt32BE(i + 4) : bytes.readUInt32LE(i + 4)) + s0) >>> 0;
  }
  return [s0, s1];
}
