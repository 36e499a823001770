import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { EventBus } from './event-bus.ts';
import type { OpenProjects } from './open-projects.ts';

export interface NotesOptions {
  projects: OpenProjects;
  bus: EventBus;
}

/** Changes what users keep in a project, and tells all that show it. */
export function changeNotes<Result>(
  { projects, bus }: NotesOptions,
  projectId: string,
  change: (project: ProjectFile) => Result,
): Result {
  const result = projects.change(projectId, change);
  bus.emit({ type: 'notes', projectId });
  return result;
}

/** The number that a row is known by. @throws UserError not-found */
export function rowOf(id: string, noun: string): number {
  if (/^[1-9]\d{0,8}$/.test(id)) return Number(id);
  throw new UserError('not-found', `The project has no ${noun} ${id}.`);
}
