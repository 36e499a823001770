import type { Migration } from '../../migrate.ts';

/** Recent projects with what their cards show, and the app's settings. */
export const projects: Migration = {
  version: 1,
  sql: `
    CREATE TABLE project (
      id TEXT PRIMARY KEY,
      path TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      images INTEGER NOT NULL,
      state TEXT NOT NULL,
      last_metric TEXT,
      file_bytes INTEGER NOT NULL,
      opened_at TEXT NOT NULL,
      thumbnail BLOB
    ) STRICT;

    CREATE TABLE setting (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
