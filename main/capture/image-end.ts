import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 65_536;

/**
 * Whether an image file reaches the end that its format marks. Only formats that mark one are looked
 * into; others pass.
 */
export async function isComplete(path: string, format: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    switch (format) {
      case 'jpeg': {
        const scan = await startOfScan(file);
        return scan !== null && (await contains(file, Buffer.from([0xff, 0xd9]), scan, size));
      }
      case 'png':
        return await contains(file, Buffer.from('IEND'), 0, size);
      default:
        return true;
    }
  } finally {
    await file.close();
  }
}

/**
 * Where the header of a JPEG is over; null if the file ends before. An end marker before that belongs to the thumbnail in it; after it
 * the marker cannot be part of the image, whose 0xff bytes are all followed by 0 or a restart number.
 */
async function startOfScan(file: FileHandle): Promise<number | null> {
  const START_OF_SCAN = 0xda;
  for (let at = 2; ; ) {
    const head = await readAt(file, at, 4);
    const [first, marker] = head;
    if (head.length < 4 || first !== 0xff) return null;
    if (marker === START_OF_SCAN) return at;
    // 0xff may be repeated to fill up.
    at += marker === 0xff ? 1 : 2 + head.readUInt16BE(2);
  }
}

/**
 * Whether a marker stands between two places of a file: looked for at the end, where it nearly always is,
 * then from the start, since phones append whole films to their photographs.
 */
async function contains(file: FileHandle, marker: Buffer, start: number, end: number): Promise<boolean> {
  const tail = Math.max(start, end - CHUNK_BYTES);
  if ((await readAt(file, tail, end - tail)).includes(marker)) return true;
  for (let at = start; at < tail; at += CHUNK_BYTES) {
    // One byte more or so, for a marker that lies across two chunks.
    const length = Math.min(CHUNK_BYTES + marker.length - 1, end - at);
    if ((await readAt(file, at, length)).includes(marker)) return true;
  }
  return false;
}

/** Less than asked for where the file ends. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
