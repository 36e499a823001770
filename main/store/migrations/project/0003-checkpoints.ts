import type { Migration } from '../../migrate.ts';

/** Training state to resume from. */
export const checkpoints: Migration = {
  version: 3,
  sql: `
    -- manifest is NULL while the tensors are being written: such a checkpoint does not exist yet.
    CREATE TABLE checkpoint (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      step INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      manifest TEXT,
      manifest_crc32 INTEGER
    ) STRICT;

    CREATE UNIQUE INDEX checkpoint_by_step ON checkpoint (run, step) WHERE manifest IS NOT NULL;

    CREATE TABLE checkpoint_chunk (
      id INTEGER PRIMARY KEY,
      checkpoint INTEGER NOT NULL REFERENCES checkpoint ON DELETE CASCADE,
      tensor INTEGER NOT NULL,
      chunk INTEGER NOT NULL,
      data BLOB NOT NULL,
      UNIQUE (checkpoint, tensor, chunk)
    ) STRICT;
  `,
};
