import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../engine/version.ts';
import { UserError } from '../errors.ts';
import { redactor, redactValue } from './redact.ts';

/** What has crashed: the engine, a shell, a command, or the page of the user interface. */
export type CrashedProcess = 'engine' | 'web' | 'desktop' | 'cli' | 'page';

/** What a process is known to have died of. Holds nothing of a person: see `redactor`. */
export interface CrashReport {
  readonly at: string;
  readonly process: CrashedProcess;
  /** One sentence. */
  readonly what: string;
  readonly error: unknown;
  readonly version: string;
  readonly platform: string;
  readonly node: string;
  /** Who wrote it: the process itself, or the one that saw it die. */
  readonly writer: { readonly uptimeSeconds: number; readonly memoryBytes: number };
}

const REPORTS_KEPT = 10;

/** The exit code of a process that has written its own report: EX_SOFTWARE of sysexits. */
export const REPORTED_EXIT_CODE = 70;

/** The reports of a data folder, the newest first. */
export function crashReportPaths(dataFolder: string): string[] {
  try {
    return readdirSync(folderOf(dataFolder))
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .reverse()
      .map((name) => join(folderOf(dataFolder), name));
  } catch {
    return []; // Nothing has ever crashed.
  }
}

/** The text of the newest report, or null. */
export function newestCrashReport(dataFolder: string): string | null {
  try {
    const [path] = crashReportPaths(dataFolder);
    return path === undefined ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Leaves a report in `crashes/` of the data folder, where the newest ten are kept. Never throws: whoever calls
 * it has something worse to tell.
 * @returns its path, or null if it could not be written
 */
export function writeCrashReport(
  dataFolder: string,
  { process: crashed, what, thrown = null }: { process: CrashedProcess; what: string; thrown?: unknown },
): string | null {
  const redact = redactor();
  const at = new Date().toISOString();
  const report: CrashReport = {
    at,
    process: crashed,
    what: redact(what),
    error: redactValue(describeThrown(thrown), redact),
    version,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    writer: { uptimeSeconds: Math.round(process.uptime()), memoryBytes: process.memoryUsage.rss() },
  };
  try {
    mkdirSync(folderOf(dataFolder), { recursive: true });
    const path = join(folderOf(dataFolder), `${at.replaceAll(':', '-')}-${crashed}-${process.pid}.json`);
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
    for (const old of crashReportPaths(dataFolder).slice(REPORTS_KEPT)) rmSync(old, { force: true });
    return path;
  } catch {
    return null;
  }
}

/**
 * An error as a log or a report may hold it. The message of a UserError names things of a person, and where
 * it was thrown says as much: its code and its stack alone are told.
 */
export function describeThrown(thrown: unknown, depth = 0): unknown {
  if (!(thrown instanceof Error)) return thrown === null || thrown === undefined ? null : { message: String(thrown) };
  const isForPerson = thrown instanceof UserError;
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: thrown.name,
    ...('code' in thrown && { code: thrown.code }),
    ...(!isForPerson && { message: thrown.message }),
    stack: frames.join('\n'),
    ...(thrown.cause !== undefined && depth < 3 && { cause: describeThrown(thrown.cause, depth + 1) }),
  };
}

/**
 * From now on an error that nobody catches leaves a report and ends the process.
 * @param tell is given one sentence for whoever sees this process, and where the report lies.
 */
export function reportCrashes(
  crashed: CrashedProcess,
  dataFolder: string,
  tell: (sentence: string, thrown: unknown) => void,
): void {
  process.on('uncaughtException', (thrown) => {
    try {
      tell(crashSentence(writeCrashReport(dataFolder, { process: crashed, what: UNCAUGHT[crashed], thrown })), thrown);
    } finally {
      process.exit(REPORTED_EXIT_CODE);
    }
  });
}

/** What to say to a person of a mistake in the program. */
export function crashSentence(reportPath: string | null): string {
  const kept = 'Nothing that was saved is lost.';
  return reportPath === null
    ? `LERF Studio has stopped because of a mistake in it; no report could be written. ${kept}`
    : `LERF Studio has stopped because of a mistake in it; a report is in ${reportPath}. ${kept}`;
}

const UNCAUGHT: Record<CrashedProcess, string> = {
  engine: 'The engine has stopped because of a mistake in it.',
  web: 'The web shell has stopped because of a mistake in it.',
  desktop: 'The desktop app has stopped because of a mistake in it.',
  cli: 'The command has stopped because of a mistake in it.',
  page: 'The page has stopped because of a mistake in it.',
};

function folderOf(dataFolder: string): string {
  return join(dataFolder, 'crashes');
}
