/** What helps to find a mistake, in files that tell nothing of a person. */
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { DiagnosticsEntry } from '../api/contract.ts';
import { version } from '../engine/version.ts';
import { writeWhole } from '../exchange/index.ts';
import type { Library } from '../store/library.ts';
import { crashReportPaths } from './crash-reports.ts';
import { libraryFigures } from './library-figures.ts';
import { logPaths } from './log-file.ts';
import { describeMachine } from './machine.ts';
import { type Known, knownOfThisComputer, type Redact, redactLogLine, redactor, redactValue } from './redact.ts';

export interface DiagnosticsFile extends DiagnosticsEntry {
  readonly text: string;
}

export interface DiagnosticsSources {
  dataFolder: string;
  /** What is open already; without, the data folder's own is read, if there is one. */
  library?: Library | null;
  /** What was found to compute with. An error is part of what is told. */
  devices(): Promise<unknown>;
  /** Names besides those of this computer and of the projects on the list. */
  known?: readonly Known[];
}

/** Of the newest logs, the end of each: a minute of a mistake is on it many times over. */
const LOGS = 2;
const LOG_BYTES = 512 << 10;

/** Every file of the bundle as it is saved: whoever saves it can see all of it before. */
export async function composeDiagnostics(sources: DiagnosticsSources): Promise<DiagnosticsFile[]> {
  const { dataFolder } = sources;
  const figures = libraryFigures(dataFolder, sources.library ?? null);
  const redact = redactor([
    ...(sources.known ?? []),
    [dataFolder, '<data>'],
    ...knownOfThisComputer(),
    ...figures.known,
  ]);
  const devices = await sources.devices().catch((thrown: unknown) => ({ failed: String(thrown) }));
  const json = (name: string, about: string, value: unknown) =>
    file(name, about, `${JSON.stringify(redactValue(value, redact), null, 2)}\n`);
  const files = [
    json('machine.json', 'Versions, operating system, processor and memory', describeMachine()),
    json('devices.json', 'What was found to compute with, and why anything else was not', devices),
    json('settings.json', 'Settings: numbers and switches, no texts', figures.settings),
    json('projects.json', 'Of each project: its size, tables, rows and runs; no names', figures.projects),
    ...logPaths(dataFolder)
      .filter((path) => existsSync(path))
      .slice(0, LOGS)
      .map((path) => file(`logs/${basename(path)}`, 'Log of the engine and its shell', redactLog(path, redact))),
    ...crashReportPaths(dataFolder).map((path, index) =>
      json(`crashes/${basename(path)}`, index === 0 ? 'The newest crash report' : 'A crash report', parsed(path)),
    ),
  ];
  return [file('README.txt', 'What this is', readme(files)), ...files];
}

/** Writes the files to a zip, which appears once it is whole. @returns its size @throws UserError disk, read-only or not-found */
export function writeDiagnostics(path: string, files: readonly DiagnosticsFile[]): Promise<number> {
  return writeWhole(path, async (unfinished) => {
    const zip = new ZipFile();
    for (const { name, text } of files) zip.addBuffer(Buffer.from(text, 'utf8'), name);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(unfinished));
  });
}

function file(name: string, about: string, text: string): DiagnosticsFile {
  return { name, about, bytes: Buffer.byteLength(text), text };
}

/** Taken out once more: a log may be from a version that wrote more than it should, and projects have names. */
function redactLog(path: string, redact: Redact): string {
  const lines = readFileSync(path).subarray(-LOG_BYTES).toString('utf8').split('\n');
  return lines.map((line) => redactLogLine(line, redact)).join('\n');
}

function parsed(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    return { cut: text }; // Died while it was written.
  }
}

function readme(files: readonly DiagnosticsFile[]): string {
  return [
    `Diagnostics of LERF Studio ${version}, ${new Date().toISOString()}`,
    '',
    'For whoever looks for a mistake in the program. It holds no photographs, no names of projects, images or',
    'files, no questions and no phrases. The names of the user and of this computer, paths and tokens are replaced',
    'by what stands in angle brackets, such as <home>.',
    '',
    ...files.map(({ name, about }) => `${name}: ${about}`),
    '',
  ].join('\n');
}
