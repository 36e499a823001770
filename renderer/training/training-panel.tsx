import type { ProjectDetail } from '../../main/api/contract.ts';

export function TrainingPanel({ project }: { project: ProjectDetail }) {
  return <section aria-label="Training">{project.card.name}</section>;
}
