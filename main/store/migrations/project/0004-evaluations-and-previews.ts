import type { Migration } from '../../migrate.ts';

/** Held-out results, and the newest preview render of each run. */
export const evaluationsAndPreviews: Migration = {
  version: 4,
  sql: `
    CREATE TABLE evaluation (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      step INTEGER NOT NULL,
      psnr REAL NOT NULL,
      ssim REAL NOT NULL,
      images TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE INDEX evaluation_by_run ON evaluation (run, step);

    CREATE TABLE preview (
      run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
      step INTEGER NOT NULL,
      frame INTEGER NOT NULL,
      psnr REAL NOT NULL,
      png BLOB NOT NULL
    ) STRICT;
  `,
};
