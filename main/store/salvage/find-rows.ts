import type { DatabasePages } from './database-pages.ts';
import { fits, type TableShape } from './table-shapes.ts';
import { type FoundRow, isLeaf, readTreePage, type TreePage } from './tree-pages.ts';

/** What was seen of one table on the way. */
export interface TableCondition {
  /** Rows that are there, but not in a form that can be read. */
  brokenRows: number;
  /** A page of it is gone, so rows may be missing that nothing tells of. */
  isTorn: boolean;
}

export type RowTaker = (table: TableShape, row: FoundRow) => void;

/**
 * Gives every row that can be found to `take`. Where a table's tree is whole, its rows come from there. Of
 * a torn one, pages that no tree leads to any more are taken too, told by the form of their rows; one that
 * could be of several torn tables is given to each, whose references and checksums sort out the strangers.
 */
export async function findRows(
  pages: DatabasePages,
  shapes: readonly TableShape[],
  take: RowTaker,
): Promise<Map<TableShape, TableCondition>> {
  const search = new Search(pages, shapes, take);
  await search.trees();
  await search.strays();
  return search.conditions;
}

/** So many pages at a time: whoever waits for this thread should not have to for long. */
const PAGES_AT_ONCE = 64;

class Search {
  readonly conditions: Map<TableShape, TableCondition>;
  readonly #pages: DatabasePages;
  readonly #shapes: readonly TableShape[];
  readonly #take: RowTaker;
  readonly #visited = new Set<number>();
  #read = 0;

  constructor(pages: DatabasePages, shapes: readonly TableShape[], take: RowTaker) {
    this.#pages = pages;
    this.#shapes = shapes;
    this.#take = take;
    this.conditions = new Map(shapes.map((shape) => [shape, { brokenRows: 0, isTorn: false }]));
  }

  async trees(): Promise<void> {
    const roots = this.#roots();
    for (const shape of this.#shapes) {
      const root = roots.get(shape.name) ?? this.#usualRoot(shape, [...roots.values()]);
      if (root === undefined) this.conditions.get(shape)!.isTorn = true;
      else await this.#walk(shape, root);
    }
  }

  async strays(): Promise<void> {
    const torn = this.#shapes.filter((shape) => this.conditions.get(shape)!.isTorn);
    if (torn.length === 0) return;
    const free = this.#pages.free();
    for (let page = 2; page <= this.#pages.count; page++) {
      if (this.#visited.has(page) || free.has(page)) continue;
      const bytes = this.#pages.read(page);
      if (!bytes || !isLeaf(bytes, page)) continue;
      const content = readTreePage(this.#pages, page);
      if (!content || content.rows.length === 0) continue;
      for (const shape of torn) {
        if (content.kind === shape.kind && content.rows.every((row) => fits(shape, row)))
          this.#takeRows(shape, content);
      }
      await this.#rest();
    }
  }

  /** Where each table begins, as far as the file's own list of them can be read. */
  #roots(): Map<string, number> {
    const roots = new Map<string, number>();
    const seen = new Set<number>();
    const waiting = [1];
    while (waiting.length > 0) {
      const page = waiting.pop()!;
      if (seen.has(page)) continue;
      seen.add(page);
      const content = readTreePage(this.#pages, page);
      if (content?.kind !== 'table') continue;
      waiting.push(...content.children);
      for (const { values } of content.rows) {
        const [type, name, , root] = values;
        if (type === 'table' && typeof name === 'string' && typeof root === 'number') roots.set(name, root);
      }
    }
    for (const page of seen) this.#visited.add(page);
    return roots;
  }

  /** Where the table begins in most files, if what is there may be its rows. */
  #usualRoot(shape: TableShape, taken: readonly number[]): number | undefined {
    if (taken.includes(shape.usualRoot)) return undefined;
    const content = readTreePage(this.#pages, shape.usualRoot);
    const couldBe = content?.kind === shape.kind && content.rows.every((row) => fits(shape, row));
    return couldBe ? shape.usualRoot : undefined;
  }

  async #walk(shape: TableShape, root: number): Promise<void> {
    const condition = this.conditions.get(shape)!;
    const waiting = [root];
    while (waiting.length > 0) {
      const page = waiting.pop()!;
      const content = this.#visited.has(page) ? null : readTreePage(this.#pages, page);
      // Another table's page in this one's place: only its own rows are wanted.
      const isForeign = content?.rows.length && content.rows.every((row) => !fits(shape, row));
      if (content?.kind !== shape.kind || isForeign) {
        condition.isTorn = true;
        continue;
      }
      this.#visited.add(page);
      // Last in, first out: the leftmost child comes first, and rows in their order.
      waiting.push(...content.children.toReversed());
      this.#takeRows(shape, content);
      await this.#rest();
    }
  }

  #takeRows(shape: TableShape, { rows, brokenRows }: TreePage): void {
    const condition = this.conditions.get(shape)!;
    condition.brokenRows += brokenRows;
    for (const row of rows) {
      if (fits(shape, row) && !row.values.includes(undefined)) this.#take(shape, row);
      else condition.brokenRows++;
    }
  }

  async #rest(): Promise<void> {
    if (++this.#read % PAGES_AT_ONCE === 0) await new Promise(setImmediate);
  }
}
