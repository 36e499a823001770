import { win32 } from 'node:path';

/** Names that mean a device in every folder of Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/**
 * Why no file can be meant by a path that came from outside, as a sentence; null if one can. Windows takes
 * names for devices, for streams hidden in a file, and drops dots and spaces at their end, so that what was
 * checked would not be what is opened.
 */
export function pathProblem(path: string, platform: NodeJS.Platform): string | null {
  if (path.includes('\0')) return 'The path contains a zero byte.';
  if (platform !== 'win32') return null;
  if (/^[\\/]{2}[.?][\\/]/.test(path) || /^[\\/]\?\?[\\/]/.test(path)) return `${path} names a device.`;
  const names = path.slice(win32.parse(path).root.length).split(/[\\/]/);
  for (const name of names) {
    if (name === '' || name === '.' || name === '..') continue;
    if (name.includes(':')) return `${name} is not a file name.`;
    if (/[. ]$/.test(name)) return `‘${name}’ ends in a dot or a space, which Windows leaves out.`;
    if (DEVICE.test(name.split('.')[0]!.trimEnd())) return `${name} is the name of a device.`;
  }
  return null;
}
