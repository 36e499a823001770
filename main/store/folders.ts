import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { storageError } from './storage-error.ts';

/** Where the app keeps what is not a project: library.db, logs, window state. LERF_DATA overrides it. */
export function userDataFolder(): string {
  const { LERF_DATA, APPDATA, XDG_DATA_HOME } = process.env;
  if (LERF_DATA) return LERF_DATA;
  switch (process.platform) {
    case 'win32':
      return join(APPDATA || join(homedir(), 'AppData', 'Roaming'), 'LERF Studio');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'LERF Studio');
    default:
      return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'lerf-studio');
  }
}

/** Where new projects go unless the user says otherwise. LERF_PROJECTS overrides it. */
export function projectsFolder(): string {
  if (process.env.LERF_PROJECTS) return process.env.LERF_PROJECTS;
  const documents = join(homedir(), 'Documents');
  return join(existsSync(documents) ? documents : homedir(), 'LERF Projects');
}

/** A path for a new project of this name in the projects folder (which is created), not yet taken. */
export function uniqueProjectPath(name: string): string {
  const folder = projectsFolder();
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw storageError(thrown, folder, 'project');
  }
  const stem = fileStem(name);
  for (let number = 1; ; number++) {
    const path = join(folder, `${stem}${number === 1 ? '' : ` ${number}`}.lerf`);
    if (!existsSync(path) && !existsSync(`${path}.importing`)) return path;
  }
}

/** File systems allow 255 bytes; the rest is for a number, the ending and SQLite's own suffixes. */
const stemBytes = 200;

/** The name as a file can be called on every platform; 'Untitled' if nothing of it is left. */
export function fileStem(name: string): string {
  const clean = name
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"/\\|?*]/g, '-')
    .replace(/^[.\s]+/, '');
  // Windows takes no blank or dot at the end; cutting can bring one there, so it comes after.
  const stem = firstBytes(clean, stemBytes).replace(/[.\s]+$/, '');
  if (stem === '') return 'Untitled';
  return /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(stem) ? `_${stem}` : stem;
}

/** Cuts between characters as a reader sees them, so that no emoji or accent is torn apart. */
function firstBytes(text: string, limit: number): string {
  let end = 0;
  let bytes = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > limit) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
