import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Replaces whatever could tell who somebody is, what they have or what they asked. */
export type Redact = (text: string) => string;

/** A text that must not be told, and what stands for it. */
export type Known = readonly [text: string, placeholder: string];

/** The program itself, from main/diagnostics as well as from dist/main/diagnostics: its paths tell nothing of anybody. */
const PROGRAM = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../..' : '../../..', import.meta.url));

/** A shorter text is in half of all words; nothing that names a person is told by it alone. */
const SHORTEST = 3;

/** Who uses this computer, and what it is called. */
export function knownOfThisComputer(): Known[] {
  return [
    [withoutEnd(PROGRAM), '<app>'],
    [homedir(), '<home>'],
    [tmpdir(), '<temp>'],
    [userName(), '<user>'],
    [hostname(), '<host>'],
  ];
}

/**
 * A function that takes out what is in `known`, and besides whatever looks like a secret, a path, the name
 * of a file or words of a person. It rather takes out too much: of a line with a path, all that follows it.
 */
export function redactor(known: readonly Known[] = knownOfThisComputer()): Redact {
  const knownTexts = literals(known);
  return (text) =>
    text
      .split('\n')
      .map((line) => redactLine(knownTexts(line)))
      .join('\n');
}

/** As `redact`, in every text of a JSON value; the keys stay. */
export function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, redact)]));
}

/** A line of a log: JSON, or what anything else has written to the engine's output. */
export function redactLogLine(line: string, redact: Redact): string {
  if (line.startsWith('{')) {
    try {
      return JSON.stringify(redactValue(JSON.parse(line), redact));
    } catch {
      // Cut off in the middle, or not JSON after all.
    }
  }
  return redact(line);
}

const SECRETS: readonly [RegExp, string][] = [
  [
    /((?:token|secret|session\w*|cookie|authorization|password|key)["']?\s*[=:]\s*["']?)(?:bearer\s+)?[^\s"'&;,<>]+/gi,
    '$1<token>',
  ],
  [/\bbearer\s+[^\s"',]+/gi, 'bearer <token>'],
  [/\bhf_\w{8,}/g, '<token>'],
  // What randomBytes gives in base64url or hex; identifiers of programs have no digits at that length.
  [/(?<![\w/-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{32,}(?![\w-]*[/.])/gi, '<token>'],
];

const QUOTED: readonly [RegExp, string][] = [
  [/“[^”]*”?/g, '“<text>”'],
  [/‘[^’]*’/g, '‘<text>’'],
  [/"[^"]*"/g, '"<text>"'],
  // The name of a property, which a mistake in the program is known by, is the program's.
  [/(?<!reading |setting |\w)'[^']*'(?!\w)/g, "'<text>'"],
];

/** A frame of a stack in the program itself or in Node, and an address of the engine: the only paths that stay. */
const OUR_PATH =
  /(?:(?:file:\/\/)?<app>(?:[/\\][\w.@+-]+)+(?::\d+){0,2}|node:[\w/.-]+(?::\d+){0,2}|(?<=^|\s)\/(?:api|internal)(?:\/[\w-]+)*)/g;
const PATH =
  /(?:file:)?(?<![\w.)@-])(?:<(?:home|temp|user|project \d+)>(?=[\\/])|[a-z]:(?=[\\/])|~(?=[\\/]))?[\\/]+(?=[^\s\\/]).*$/i;
// From where a name can begin, and not from everywhere: a line can be long.
const FILE =
  /(?<=^|["“‘'(:|])[^"“‘'(:|]*\.(?:jpe?g|png|webp|tiff?|heic|heif|avif|gif|bmp|exr|dng|lerf|ply|spz|zip|mp4|html)\b/gi;

function redactLine(line: string): string {
  const kept: string[] = [];
  let text = line;
  for (const [pattern, placeholder] of SECRETS) text = text.replace(pattern, placeholder);
  text = text.replace(OUR_PATH, (path) => `\0${kept.push(path) - 1}\0`);
  text = text.replace(PATH, '<path>');
  for (const [pattern, placeholder] of QUOTED) text = text.replace(pattern, placeholder);
  text = text.replace(FILE, '<file>');
  return text.replace(/\0(\d+)\0/g, (_, index) => kept[Number(index)]!);
}

/** All at once and the longest first, so that no placeholder is looked into. */
function literals(known: readonly Known[]): Redact {
  const forms = new Map<string, string>();
  for (const [text, placeholder] of known) {
    if (text.length < SHORTEST) continue;
    for (const form of [
      text,
      text.replaceAll('\\', '/'),
      text.replaceAll('\\', '\\\\'),
      encodeURI(text.toWellFormed()),
      encodeURIComponent(text.toWellFormed()),
    ]) {
      const key = form.toLowerCase();
      if (!forms.has(key)) forms.set(key, placeholder);
    }
  }
  if (forms.size === 0) return (text) => text;
  const patterns = [...forms.keys()].toSorted((a, b) => b.length - a.length).map(asPattern);
  const pattern = new RegExp(patterns.join('|'), 'giu');
  return (text) => text.normalize('NFC').replace(pattern, (found) => forms.get(found.toLowerCase()) ?? '<name>');
}

/** A whole word where it is one: user `ann` is not in `channel`. */
function asPattern(text: string): string {
  const escaped = text.normalize('NFC').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const isWord = /^[\p{L}\p{N}]/u.test(text) && /[\p{L}\p{N}]$/u.test(text);
  return isWord ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped;
}

function withoutEnd(path: string): string {
  return path.replace(/[\\/]+$/, '');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // A process may run as a number that has no name.
  }
}
