import Database from 'better-sqlite3';
import { type Migration, migrate } from '../migrate.ts';
import type { FoundRow } from './tree-pages.ts';

interface Column {
  readonly name: string;
  readonly type: 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB';
  readonly mayBeNull: boolean;
}

/** How a table's rows look in the file. */
export interface TableShape {
  readonly name: string;
  readonly kind: 'table' | 'index';
  readonly columns: readonly Column[];
  /** Index of the column that is the rowid and is left empty in the row itself; -1 if none is. */
  readonly rowidColumn: number;
  /** Where the table begins in a file that was made with this schema. */
  readonly usualRoot: number;
}

/** The shapes of all tables that the migrations make. */
export function tableShapes(migrations: readonly Migration[], pageBytes: number): TableShape[] {
  const database = new Database(':memory:');
  try {
    database.pragma(`page_size = ${pageBytes}`);
    migrate(database, migrations);
    const tables = database.pragma('table_list') as { name: string; schema: string; wr: number }[];
    return tables
      .filter(({ name, schema }) => schema === 'main' && !name.startsWith('sqlite_'))
      .map(({ name, wr }) => {
        const columns = database.pragma(`table_info(${name})`) as ColumnRow[];
        const keys = columns.filter(({ pk }) => pk > 0);
        const isRowid = wr === 0 && keys.length === 1 && keys[0]!.type === 'INTEGER';
        const { rootpage } = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name) as {
          rootpage: number;
        };
        return {
          name,
          kind: wr === 0 ? ('table' as const) : ('index' as const),
          columns: columns.map((column) => ({
            name: column.name,
            type: column.type,
            mayBeNull: column.notnull === 0 && column.pk === 0,
          })),
          rowidColumn: isRowid ? columns.indexOf(keys[0]!) : -1,
          usualRoot: rootpage,
        };
      });
  } finally {
    database.close();
  }
}

/** Whether a row can be one of the table's, as far as its values can be read. */
export function fits({ columns, rowidColumn, kind }: TableShape, { rowid, values }: FoundRow): boolean {
  if ((rowid === null) !== (kind === 'index') || values.length > columns.length) return false;
  return columns.every(({ type, mayBeNull }, i) => {
    // A row from before a column was added ends before it.
    if (i >= values.length) return mayBeNull;
    const value = values[i];
    if (value === undefined) return true;
    if (i === rowidColumn) return value === null;
    if (value === null) return mayBeNull;
    return isOf[type](value);
  });
}

const isOf: Readonly<Record<Column['type'], (value: unknown) => boolean>> = {
  INTEGER: Number.isSafeInteger,
  // Whole numbers are kept as integers.
  REAL: (value) => typeof value === 'number',
  TEXT: (value) => typeof value === 'string',
  BLOB: Buffer.isBuffer,
};

interface ColumnRow {
  name: string;
  type: Column['type'];
  notnull: number;
  pk: number;
}
