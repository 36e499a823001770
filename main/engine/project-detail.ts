import type { ProjectCard, ProjectDetail } from '../api/contract.ts';
import type { ProjectFile } from '../store/project-file.ts';

/** Everything about a project that the workspace shows and that is not a run. */
export function projectDetail(project: ProjectFile, card: ProjectCard): ProjectDetail {
  const { transform: _transform, sceneBox, ...capture } = project.captures.get();
  return {
    card,
    readOnly: project.readOnly,
    capture,
    frames: project.captures.frames(),
    sparsePoints: project.captures.pointCount(),
    sceneBox,
  };
}
