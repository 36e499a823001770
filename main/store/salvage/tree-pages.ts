import { type DatabasePages, PAGE_BYTES } from './database-pages.ts';
import { readRecord, readVarint, type SalvagedValue } from './records.ts';

/** One row as it lies in the file. */
export interface FoundRow {
  /** Null in a table without them. */
  readonly rowid: number | null;
  readonly values: readonly SalvagedValue[];
}

/** A page of a table's tree. */
export interface TreePage {
  readonly kind: 'table' | 'index';
  /** Empty for a leaf. */
  readonly children: readonly number[];
  readonly rows: readonly FoundRow[];
  /** How many rows are there that not even the beginning of can be read. */
  readonly brokenRows: number;
}

const TYPES: Readonly<Record<number, { kind: TreePage['kind']; isLeaf: boolean }>> = {
  2: { kind: 'index', isLeaf: false },
  5: { kind: 'table', isLeaf: false },
  10: { kind: 'index', isLeaf: true },
  13: { kind: 'table', isLeaf: true },
};

/** Whether the page could be the leaf of a tree, by its first byte. No overflow page looks like one. */
export function isLeaf(bytes: Buffer, page: number): boolean {
  return TYPES[bytes[page === 1 ? 100 : 0]!]?.isLeaf ?? false;
}

/** What a page of a tree holds; null if it is none, or not any more. */
export function readTreePage(pages: DatabasePages, page: number): TreePage | null {
  const bytes = pages.read(page);
  if (!bytes) return null;
  const start = page === 1 ? 100 : 0;
  const type = TYPES[bytes[start]!];
  if (!type) return null;
  const cells = bytes.readUInt16BE(start + 3);
  const pointers = start + (type.isLeaf ? 8 : 12);
  if (pointers + 2 * cells > PAGE_BYTES) return null;

  const children: number[] = [];
  const rows: FoundRow[] = [];
  let brokenRows = 0;
  for (let cell = 0; cell < cells; cell++) {
    let offset = bytes.readUInt16BE(pointers + 2 * cell);
    if (offset < pointers + 2 * cells || offset > PAGE_BYTES - 4) {
      brokenRows++;
      continue;
    }
    if (!type.isLeaf) {
      children.push(bytes.readUInt32BE(offset));
      offset += 4;
      if (type.kind === 'table') continue;
    }
    const row = readCell(pages, bytes, offset, type.kind);
    if (row) rows.push(row);
    else brokenRows++;
  }
  if (!type.isLeaf) children.push(bytes.readUInt32BE(start + 8));
  return { kind: type.kind, children, rows, brokenRows };
}

function readCell(pages: DatabasePages, bytes: Buffer, offset: number, kind: TreePage['kind']): FoundRow | null {
  const length = readVarint(bytes, offset);
  if (!length || length.value < 1 || length.value > pages.count * PAGE_BYTES) return null;
  const rowid = kind === 'table' ? readVarint(bytes, length.end) : { value: null, end: length.end };
  if (!rowid) return null;
  const values = readRecord(readPayload(pages, bytes, rowid.end, length.value, kind), length.value);
  return values && { rowid: rowid.value, values };
}

/** A row's bytes from its cell and its chain of overflow pages, as far as they can be followed. */
function readPayload(
  pages: DatabasePages,
  bytes: Buffer,
  offset: number,
  length: number,
  kind: TreePage['kind'],
): Buffer {
  const local = localBytes(length, kind);
  const first = bytes.subarray(offset, offset + local);
  if (first.length < local || local === length) return first;
  const parts = [first];
  let missing = length - local;
  if (offset + local + 4 > PAGE_BYTES) return first;
  const visited = new Set<number>();
  for (let page = bytes.readUInt32BE(offset + local); missing > 0; ) {
    const part = visited.has(page) ? null : pages.read(page);
    if (!part) break;
    visited.add(page);
    const taken = part.subarray(4, 4 + missing);
    parts.push(taken);
    missing -= taken.length;
    page = part.readUInt32BE(0);
    // The last page of a chain points nowhere, and no other does.
    if ((page === 0) !== (missing === 0)) {
      parts.pop();
      break;
    }
  }
  return Buffer.concat(parts);
}

/** How much of a row lies in its cell. */
function localBytes(length: number, kind: TreePage['kind']): number {
  const most = kind === 'table' ? PAGE_BYTES - 35 : Math.floor(((PAGE_BYTES - 12) * 64) / 255) - 23;
  if (length <= most) return length;
  const least = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (PAGE_BYTES - 4));
  return wanted <= most ? wanted : least;
}
