import type { Migration } from '../../migrate.ts';

/** What encoders see in the photographs: the targets that a language field is trained on. */
export const features: Migration = {
  version: 5,
  sql: `
    CREATE TABLE feature_set (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('pyramid', 'dense')),
      encoder TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      dimensions INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      UNIQUE (kind, fingerprint)
    ) STRICT;

    CREATE TABLE feature_grid (
      id INTEGER PRIMARY KEY,
      feature_set INTEGER NOT NULL REFERENCES feature_set ON DELETE CASCADE,
      frame_index INTEGER NOT NULL REFERENCES frame ON DELETE CASCADE,
      level INTEGER NOT NULL,
      grid_rows INTEGER NOT NULL,
      grid_columns INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      crc32 INTEGER NOT NULL,
      UNIQUE (feature_set, frame_index, level)
    ) STRICT;

    -- Apart from feature_grid, so that counting what is there does not walk past the numbers.
    CREATE TABLE feature_chunk (
      feature_grid INTEGER NOT NULL REFERENCES feature_grid ON DELETE CASCADE,
      chunk INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (feature_grid, chunk)
    ) STRICT;
  `,
};
