import type { Migration } from '../../migrate.ts';

/** Objects that were found and kept. */
export const keptObjects: Migration = {
  version: 7,
  sql: `
    -- object: its score, place and box, as it was found.
    CREATE TABLE kept_object (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      phrase TEXT NOT NULL,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      object TEXT NOT NULL,
      kept_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX kept_object_run ON kept_object (run);
  `,
};
