import {
  type AnnotatedView,
  type AnnotatedViews as AnnotatedViewList,
  annotatedViewContentSchema,
  type CameraPath,
  cameraPathSchema,
  type NewAnnotatedView,
} from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { changeNotes, type NotesOptions, rowOf } from './change-notes.ts';

const NOUN = 'annotated view';
const PATH_KEY = 'cameraPath';
const NO_PATH: CameraPath = { keyframes: [], seconds: 10, isClosed: false };

/** What the first bytes of an image say it is. */
const MAGIC: readonly { mime: 'image/png' | 'image/jpeg'; bytes: Buffer }[] = [
  { mime: 'image/png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { mime: 'image/jpeg', bytes: Buffer.from([0xff, 0xd8, 0xff]) },
];

/** Views that were saved with what was asked and marked in them, and the camera path of a project. */
export class AnnotatedViews {
  readonly #options: NotesOptions;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  /** In the order they were made. */
  list(projectId: string): AnnotatedViewList['views'] {
    return this.#options.projects.use(projectId, ({ annotatedViews }) =>
      annotatedViews.list().map((view) => ({ ...view, id: String(view.id), asked: [...view.asked] })),
    );
  }

  /** @throws UserError not-found, bad-project */
  get(projectId: string, viewId: string): AnnotatedView {
    return this.#options.projects.use(projectId, (project) => viewOf(project, rowOf(viewId, NOUN)));
  }

  /** @throws UserError bad-request for what is no image, read-only */
  add(projectId: string, { name, content, thumbnail }: NewAnnotatedView): AnnotatedView {
    const view = { name, content, thumbnail: imageOf(thumbnail) };
    return changeNotes(this.#options, projectId, (project) => viewOf(project, project.annotatedViews.add(view)));
  }

  /** @throws UserError bad-request, not-found, read-only */
  replace(projectId: string, viewId: string, { name, content, thumbnail }: NewAnnotatedView): AnnotatedView {
    const row = rowOf(viewId, NOUN);
    const view = { name, content, thumbnail: imageOf(thumbnail) };
    return changeNotes(this.#options, projectId, (project) => {
      project.annotatedViews.replace(row, view);
      return viewOf(project, row);
    });
  }

  /** @throws UserError not-found, read-only */
  remove(projectId: string, viewId: string): void {
    const row = rowOf(viewId, NOUN);
    changeNotes(this.#options, projectId, ({ annotatedViews }) => {
      annotatedViews.get(row);
      annotatedViews.delete(row);
    });
  }

  /** @throws UserError not-found */
  thumbnail(projectId: string, viewId: string): { data: Buffer; mime: string } {
    const row = rowOf(viewId, NOUN);
    const data = this.#options.projects.use(projectId, ({ annotatedViews }) => annotatedViews.thumbnail(row));
    return { data, mime: mimeOf(data) ?? 'application/octet-stream' };
  }

  cameraPath(projectId: string): CameraPath {
    return this.#options.projects.use(
      projectId,
      ({ settings }) => cameraPathSchema.safeParse(settings.get(PATH_KEY)).data ?? NO_PATH,
    );
  }

  /** @throws UserError read-only */
  changeCameraPath(projectId: string, path: CameraPath): CameraPath {
    changeNotes(this.#options, projectId, ({ settings }) => settings.set(PATH_KEY, path));
    return path;
  }
}

/** @throws UserError not-found; bad-project if another version wrote it and this one cannot read it */
export function viewOf(project: ProjectFile, row: number): AnnotatedView {
  const { id, name, content, createdAt, changedAt } = project.annotatedViews.get(row);
  const { data } = annotatedViewContentSchema.safeParse(content);
  if (data) return { id: String(id), name, content: data, createdAt, changedAt };
  throw new UserError(
    'bad-project',
    `The annotated view ‘${name}’ holds what this version of LERF Studio does not understand.`,
    'Open it with the version that saved it.',
  );
}

function imageOf(base64: string): Buffer {
  const data = Buffer.from(base64, 'base64');
  if (mimeOf(data) !== null) return data;
  throw new UserError('bad-request', 'The thumbnail is no PNG or JPEG image in base64.');
}

function mimeOf(data: Buffer): string | null {
  return MAGIC.find(({ bytes }) => data.subarray(0, bytes.length).equals(bytes))?.mime ?? null;
}
