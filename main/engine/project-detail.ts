import type { ProjectCard, ProjectDetail } from '../api/contract.ts';
import type { ProjectFile } from '../store/project-file.ts';

/** Everything about a project that the workspace shows and that is not a run. */
export function projectDetail(project: ProjectFile, card: ProjectCard): ProjectDetail {
  const { transform: _transform, sceneBox, ...capture } = project.captures.get();
  const reason = project.readOnlyReason;
  return {
    card,
    // A full disk passes: whoever tries to change something then is told of it, and may try again.
    readOnly: reason !== null && reason.code !== 'disk',
    readOnlyReason: reason && `${reason.message} ${reason.hint}`,
    capture,
    frames: project.captures.frames(),
    sparsePoints: project.captures.pointCount(),
    sceneBox,
  };
}
