import type Database from 'better-sqlite3';

/**
 * One numbered step of a schema. Migrations are never edited once released, and only ever add: so a file
 * from a newer version can still be read by this one.
 */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

export function schemaVersion(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/** Brings the schema to `target` (default: the latest), all steps or none. */
export function migrate(database: Database.Database, migrations: readonly Migration[], target?: number): void {
  const goal = target ?? latestVersion(migrations);
  if (schemaVersion(database) >= goal) return;
  const steps = () => {
    // Read again under the write lock: another process may have migrated in between.
    const current = schemaVersion(database);
    for (const { version, sql } of migrations) {
      if (version <= current || version > goal) continue;
      database.exec(sql);
      database.pragma(`user_version = ${version}`);
    }
  };
  database.transaction(steps).immediate();
}
