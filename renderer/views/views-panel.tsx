import { Stack } from '@mantine/core';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { CameraPathSection } from './camera-path-section.tsx';
import { CurrentView } from './current-view.tsx';
import { Gallery } from './gallery.tsx';
import { MarksSection } from './marks-section.tsx';

/** The view on screen with its marks, the views that were saved, and flights from one to another. */
export function ViewsPanel({ project }: { project: ProjectDetail }) {
  return (
    <Stack p="sm" pb="xl" gap={6}>
      <CurrentView project={project} />
      <MarksSection projectId={project.card.id} />
      <Gallery project={project} />
      <CameraPathSection project={project} />
    </Stack>
  );
}
