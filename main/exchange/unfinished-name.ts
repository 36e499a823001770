import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';

/** What is written beside an unfinished file under its name and more: a project's snapshot while it is packed. */
export const UNFINISHED_SUFFIXES = ['', '.lerf', '.lerf-journal', '.lerf-wal', '.lerf-shm'];

/** A name in the folder of `path` that nothing else has, for as long as the file is not whole. */
export const unfinishedBeside = (path: string) => join(dirname(path), `.${randomUUID()}.part`);
