import { useProject } from '../api/queries.ts';
import { TrainingPanel } from '../training/training-panel.tsx';

export function Workspace({ projectId }: { projectId: string }) {
  const project = useProject(projectId);
  return project.data ? <TrainingPanel project={project.data} /> : null;
}
