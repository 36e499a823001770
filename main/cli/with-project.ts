import { resolve } from 'node:path';
import { ProjectFile } from '../store/project-file.ts';

/** Opens a project for one command; runs that died with their process are told apart from living ones. */
export async function withProject<Result>(
  path: string,
  work: (project: ProjectFile) => Promise<Result> | Result,
): Promise<Result> {
  const project = ProjectFile.open(resolve(path));
  try {
    if (!project.readOnly) project.runs.markInterrupted();
    return await work(project);
  } finally {
    project.close();
  }
}
