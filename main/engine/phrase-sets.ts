import { z } from 'zod';
import type { ImportPhraseSet, PhraseSetBody, PhraseSets as PhraseSetList } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { checkSet, DEFAULT_PHRASE_SET, duplicateSet, exportSet, importSet } from '../query/phrase-sets.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { changeNotes, type NotesOptions, rowOf } from './change-notes.ts';

/** Of the set that LERF ships with; the project's own have numbers. */
const BUILT_IN = 'default';
const USED_KEY = 'usedPhraseSet';
const NOUN = 'set of canonical phrases';

/** The sets of canonical phrases of projects, and which of them questions are weighed against. */
export class PhraseSets {
  readonly #options: NotesOptions;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  list(projectId: string): PhraseSetList {
    return this.#options.projects.use(projectId, listOf);
  }

  /** @throws UserError bad-request, conflict where the name is taken, read-only */
  add(projectId: string, body: PhraseSetBody): PhraseSetList {
    return this.#change(projectId, (project) => {
      project.phraseSets.add(named(checkSet(body)));
    });
  }

  /** Takes in a file; where its name is taken it gets a number. @throws UserError bad-request, read-only */
  import(projectId: string, { name, text }: ImportPhraseSet): PhraseSetList {
    const set = importSet(text, name);
    return this.#change(projectId, (project) => {
      const names = listOf(project).sets.map((other) => other.name);
      project.phraseSets.add(names.includes(set.name) ? duplicateSet(set, names) : set);
    });
  }

  /** @throws UserError bad-request, not-found, conflict, read-only */
  change(projectId: string, setId: string, body: PhraseSetBody): PhraseSetList {
    return this.#change(projectId, (project) => {
      project.phraseSets.replace(ownRow(setId), named(checkSet(body)));
    });
  }

  /** @throws UserError not-found, read-only */
  use(projectId: string, setId: string): PhraseSetList {
    return this.#change(projectId, (project) => {
      project.settings.set(USED_KEY, find(project, setId).id);
    });
  }

  /** @throws UserError not-found, conflict, read-only */
  remove(projectId: string, setId: string): PhraseSetList {
    return this.#change(projectId, (project) => {
      const row = ownRow(setId);
      find(project, setId);
      project.phraseSets.delete(row);
    });
  }

  /** The file form of a set, and what to call it. @throws UserError not-found */
  file(projectId: string, setId: string): { name: string; text: string } {
    return this.#options.projects.use(projectId, (project) => {
      const { name, phrases } = find(project, setId);
      return { name, text: exportSet({ name, phrases }) };
    });
  }

  #change(projectId: string, change: (project: ProjectFile) => void): PhraseSetList {
    return changeNotes(this.#options, projectId, (project) => {
      change(project);
      return listOf(project);
    });
  }
}

function listOf(project: ProjectFile): PhraseSetList {
  const own = project.phraseSets.list().map(({ id, name, phrases }) => ({
    id: String(id),
    name,
    phrases: [...phrases],
    isBuiltIn: false,
  }));
  const sets = [{ id: BUILT_IN, ...DEFAULT_PHRASE_SET, isBuiltIn: true }, ...own];
  const used = z.string().safeParse(project.settings.get(USED_KEY)).data;
  return { sets, usedId: sets.find(({ id }) => id === used)?.id ?? BUILT_IN };
}

function find(project: ProjectFile, setId: string): PhraseSetList['sets'][number] {
  const set = listOf(project).sets.find(({ id }) => id === setId);
  if (set) return set;
  throw new UserError('not-found', `The project has no ${NOUN} ${setId}.`);
}

function ownRow(setId: string): number {
  if (setId !== BUILT_IN) return rowOf(setId, NOUN);
  throw new UserError(
    'conflict',
    `The set ‘${DEFAULT_PHRASE_SET.name}’ comes with the program and stays as it is.`,
    'Duplicate it, and change the copy.',
  );
}

function named(set: PhraseSetBody): PhraseSetBody {
  if (set.name !== DEFAULT_PHRASE_SET.name) return set;
  throw new UserError('conflict', `The set ‘${set.name}’ comes with the program.`, 'Choose another name.');
}
