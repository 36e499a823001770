import Database from 'better-sqlite3';
import { migrate } from '../../main/store/migrate.ts';
import { projectKind } from '../../main/store/schemas.ts';

/** Writes the project `from` to `path` as a version of the program did whose schema had the number `version`. */
export function writeOldProject(from: string, path: string, version: number): void {
  const database = new Database(path);
  try {
    database.pragma('page_size = 16384');
    database.pragma(`application_id = ${projectKind.applicationId}`);
    migrate(database, projectKind.migrations, version);
    database.prepare('ATTACH ? AS whole').run(from);
    database.pragma('foreign_keys = OFF');
    const tables = database
      .prepare<[], string>(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all();
    for (const table of tables) {
      const columns = database
        .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
        .pluck()
        .all(table)
        .map((name) => `"${name}"`)
        .join(', ');
      database.exec(`INSERT INTO main."${table}" (${columns}) SELECT ${columns} FROM whole."${table}"`);
    }
    database.exec('DETACH whole');
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
}
