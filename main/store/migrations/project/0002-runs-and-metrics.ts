import type { Migration } from '../../migrate.ts';

/** Training runs and their curves. */
export const runsAndMetrics: Migration = {
  version: 2,
  sql: `
    CREATE TABLE run (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      preset TEXT NOT NULL,
      device TEXT NOT NULL,
      used_device TEXT,
      steps INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      options TEXT NOT NULL,
      state TEXT NOT NULL,
      step INTEGER NOT NULL DEFAULT 0,
      step_ms_median REAL,
      error TEXT,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      -- Which process drives the run, and when it last said so.
      owner TEXT,
      touched_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE metric_series (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      name TEXT NOT NULL,
      count INTEGER NOT NULL,
      last_step INTEGER NOT NULL,
      last_value REAL,
      UNIQUE (run, name)
    ) STRICT;

    -- data: interleaved little-endian float32 (step, value), steps ascending.
    CREATE TABLE metric_chunk (
      id INTEGER PRIMARY KEY,
      series INTEGER NOT NULL REFERENCES metric_series ON DELETE CASCADE,
      first_step INTEGER NOT NULL,
      last_step INTEGER NOT NULL,
      data BLOB NOT NULL,
      UNIQUE (series, first_step)
    ) STRICT;
  `,
};
