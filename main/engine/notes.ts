import {
  type AskedQuery,
  type KeptObject,
  type NewKeptObject,
  newKeptObjectSchema,
  type Queries,
  type Vocabulary,
  vocabularySchema,
} from '../api/contract.ts';
import { DEFAULT_VOCABULARY } from '../query/default-vocabulary.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { changeNotes, type NotesOptions, rowOf } from './change-notes.ts';

const VOCABULARY_KEY = 'vocabulary';

/** What users keep about asking: a vocabulary, what was asked, and objects that were found. */
export class Notes {
  readonly #options: NotesOptions;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  /** Words for what a place may be, in the user's order. */
  vocabulary(projectId: string): string[] {
    return this.#options.projects.use(projectId, ({ settings }) => {
      const kept = vocabularySchema.safeParse({ words: settings.get(VOCABULARY_KEY) });
      return kept.success ? kept.data.words : [...DEFAULT_VOCABULARY];
    });
  }

  /** Each word is kept once. @throws UserError read-only */
  changeVocabulary(projectId: string, { words }: Vocabulary): string[] {
    const unique = new Map(words.map((word) => [word.toLowerCase(), word]));
    changeNotes(this.#options, projectId, ({ settings }) => settings.set(VOCABULARY_KEY, [...unique.values()]));
    return this.vocabulary(projectId);
  }

  /** @throws UserError read-only */
  resetVocabulary(projectId: string): string[] {
    changeNotes(this.#options, projectId, ({ settings }) => settings.remove(VOCABULARY_KEY));
    return this.vocabulary(projectId);
  }

  /** The last one asked first. */
  queries(projectId: string): Queries['queries'] {
    return this.#options.projects.use(projectId, ({ queries }) => queries.list());
  }

  /** Remembers a query as the last one asked; one that is only pinned or unpinned keeps its place. */
  remember(projectId: string, { text, pinned }: AskedQuery): Queries['queries'] {
    return changeNotes(this.#options, projectId, ({ queries }) => {
      const known = queries.list().find((query) => query.text === text);
      if (!known || known.pinned === pinned) queries.add(text);
      if ((known?.pinned ?? false) !== pinned) queries.pin(text, pinned);
      return queries.list();
    });
  }

  forget(projectId: string, text: string): Queries['queries'] {
    return changeNotes(this.#options, projectId, ({ queries }) => {
      queries.delete(text);
      return queries.list();
    });
  }

  /** In the order they were kept. */
  objects(projectId: string): KeptObject[] {
    return this.#options.projects.use(projectId, objectsOf);
  }

  /** @throws UserError not-found for a run that the project has not, read-only */
  keep(projectId: string, object: NewKeptObject): KeptObject[] {
    return changeNotes(this.#options, projectId, (project) => {
      project.keptObjects.add({ ...object, runId: project.runs.get(object.runId).id });
      return objectsOf(project);
    });
  }

  /** @throws UserError not-found, read-only */
  renameObject(projectId: string, objectId: string, name: string): KeptObject[] {
    return changeNotes(this.#options, projectId, (project) => {
      project.keptObjects.rename(rowOf(objectId, 'kept object'), name);
      return objectsOf(project);
    });
  }

  /** @throws UserError not-found, read-only */
  removeObject(projectId: string, objectId: string): KeptObject[] {
    return changeNotes(this.#options, projectId, (project) => {
      project.keptObjects.delete(rowOf(objectId, 'kept object'));
      return objectsOf(project);
    });
  }
}

/** Those of other versions that cannot be read are left out, and stay in the file. */
function objectsOf(project: ProjectFile): KeptObject[] {
  return project.keptObjects.list().flatMap(({ id, keptAt, ...kept }) => {
    const { data } = newKeptObjectSchema.safeParse(kept);
    return data ? [{ ...data, id: String(id), keptAt }] : [];
  });
}
