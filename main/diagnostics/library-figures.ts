import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProjectCard } from '../api/contract.ts';
import { toApiError } from '../errors.ts';
import { Library } from '../store/library.ts';
import { ProjectFile } from '../store/project-file.ts';
import type { Known } from './redact.ts';

/** What the projects on the list are like, the app's settings, and the names in them that nobody is to be told. */
export interface LibraryFigures {
  readonly settings: unknown;
  readonly projects: readonly unknown[];
  readonly known: readonly Known[];
}

/**
 * Reads the list of projects and each of them, without changing any. What cannot be read is told by its
 * error's code.
 * @param library the one that is open, or the data folder's, if it has one.
 */
export function libraryFigures(dataFolder: string, library: Library | null): LibraryFigures {
  if (library !== null) return figuresOf(library);
  if (!existsSync(join(dataFolder, 'library.db'))) return { settings: {}, projects: [], known: [] };
  const opened = Library.open(dataFolder);
  try {
    return figuresOf(opened);
  } finally {
    opened.close();
  }
}

function figuresOf(library: Library): LibraryFigures {
  const projects = library.list().map((card, index) => projectFigures(card, index + 1));
  return {
    settings: withoutTexts(library.settings.all()),
    projects: projects.map(({ figures }) => figures),
    known: projects.flatMap(({ known }) => known),
  };
}

function projectFigures(card: ProjectCard, number: number): { figures: unknown; known: Known[] } {
  const placeholder = `<project ${number}>`;
  const known: Known[] = [
    [card.path, placeholder],
    [card.name, placeholder],
    [basename(card.path, '.lerf'), placeholder],
  ];
  const figures = { project: placeholder, state: card.state, images: card.images, fileBytes: card.fileBytes };
  if (card.state === 'missing') return { figures, known };
  try {
    const project = ProjectFile.open(card.path, { readonly: true });
    try {
      // Names of images are taken out by their endings: a pattern of thousands of names would take minutes.
      const { source } = project.captures.get();
      known.push([source, '<capture>'], [basename(source), '<capture>']);
      return { figures: { ...figures, ...contentFigures(project, card.path) }, known };
    } finally {
      project.close();
    }
  } catch (thrown) {
    return { figures: { ...figures, cannotBeRead: toApiError(thrown).code }, known };
  }
}

function contentFigures(project: ProjectFile, path: string) {
  const runs = project.runs.list();
  return {
    ...project.figures(),
    logBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    readOnly: project.readOnlyReason?.code ?? null,
    capture: project.captures.get().kind,
    runs: runs.map(
      ({ number, preset, device, usedDevice, state, step, steps, checkpointStep, stepMsMedian, error }) => ({
        ...{ number, preset, device, usedDevice, state, step, steps, checkpointStep, stepMsMedian },
        error: error?.code ?? null,
      }),
    ),
  };
}

/** Numbers and switches as they are; of a text only how long it is. Keys may be names too, below the first level. */
function withoutTexts(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return `<text of ${value.length}>`;
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item], index) => [
      depth === 0 || /^[a-z][a-zA-Z]{0,20}$/.test(key) ? key : `<key ${index + 1}>`,
      withoutTexts(item, depth + 1),
    ]),
  );
}
