import type { Migration } from '../../migrate.ts';

/** What queries are answered from, what they are weighed against, what was asked, and what was seen. */
export const queries: Migration = {
  version: 6,
  sql: `
    CREATE TABLE language_index (
      run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
      step INTEGER NOT NULL,
      points INTEGER NOT NULL,
      scales INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE language_index_chunk (
      run INTEGER NOT NULL REFERENCES language_index ON DELETE CASCADE,
      chunk INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run, chunk)
    ) STRICT;

    -- phrases: [{text, enabled}] in their order.
    CREATE TABLE phrase_set (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      phrases TEXT NOT NULL
    ) STRICT;

    -- Each text once, with when it was asked last.
    CREATE TABLE query (
      text TEXT PRIMARY KEY,
      asked INTEGER NOT NULL UNIQUE,
      pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))
    ) STRICT;

    -- content: camera, query, canonical phrases, marks and notes, as the view has them.
    CREATE TABLE annotated_view (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      content TEXT NOT NULL,
      thumbnail BLOB NOT NULL,
      created_at TEXT NOT NULL,
      changed_at TEXT NOT NULL
    ) STRICT;
  `,
};
