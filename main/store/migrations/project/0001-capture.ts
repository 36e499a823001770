import type { Migration } from '../../migrate.ts';

/** The project itself, its settings, the capture and its prepared images. */
export const capture: Migration = {
  version: 1,
  sql: `
    CREATE TABLE project (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE setting (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE capture (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      kind TEXT NOT NULL,
      source TEXT NOT NULL,
      downscale REAL NOT NULL,
      scale REAL NOT NULL,
      transform TEXT NOT NULL,
      scene_box TEXT NOT NULL,
      skipped TEXT NOT NULL,
      warnings TEXT NOT NULL,
      imported_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE frame (
      frame_index INTEGER PRIMARY KEY,
      file TEXT NOT NULL,
      split TEXT NOT NULL CHECK (split IN ('train', 'test')),
      intrinsics TEXT NOT NULL,
      world_from_camera TEXT NOT NULL,
      has_alpha INTEGER NOT NULL CHECK (has_alpha IN (0, 1)),
      mime TEXT NOT NULL
    ) STRICT;

    -- Apart from frame, so that listing frames does not walk past their pixels; the small blob first,
    -- because a column behind a large one is reached through every page of it.
    CREATE TABLE frame_image (
      frame_index INTEGER PRIMARY KEY REFERENCES frame ON DELETE CASCADE,
      thumbnail BLOB NOT NULL,
      image BLOB NOT NULL
    ) STRICT;

    CREATE TABLE sparse_points (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      count INTEGER NOT NULL,
      positions BLOB NOT NULL,
      colors BLOB NOT NULL
    ) STRICT;
  `,
};
