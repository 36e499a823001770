import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from './storage-error.ts';

/**
 * Gives a finished file its name, durably: after a power cut there is either no file of that name or the
 * whole one. Never replaces a file. Nobody may have the file open as a database.
 *
 * @throws UserError conflict if the name is taken; read-only or disk
 */
export function publishFile(unfinished: string, path: string): void {
  try {
    syncFile(unfinished);
    moveToFreeName(unfinished, path);
    syncFolder(dirname(path));
  } catch (thrown) {
    throw storageError(thrown, path, 'project');
  }
}

/** As `publishFile`, but takes the place of a file that has the name. Throws what the file system throws. */
export function replaceFile(unfinished: string, path: string): void {
  syncFile(unfinished);
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}

function moveToFreeName(unfinished: string, path: string): void {
  try {
    // Unlike a rename, a link fails if the name is taken, even if that happened this very moment.
    linkSync(unfinished, path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(path)) throw nameTaken(path);
    renameSync(unfinished, path); // exFAT and some network disks have no links.
    return;
  }
  unlinkSync(unfinished);
}

export function nameTaken(path: string): UserError {
  return new UserError('conflict', `${path} already exists.`, 'Choose another name.');
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return; // Folders cannot be opened there; NTFS logs the change itself.
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
