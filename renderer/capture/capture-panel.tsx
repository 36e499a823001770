import { Badge, Stack, Table, Title } from '@mantine/core';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { FeaturesSection } from '../features/features-section.tsx';
import { CAPTURE_KINDS } from '../files/folder-picker.tsx';
import { countOf, formatAge, formatBytes } from '../format.ts';
import { FramesList } from './frames-list.tsx';
import { IssueList } from './issue-list.tsx';

/** What the project was made from: its source, its frames, and what was left out. */
export function CapturePanel({ project }: { project: ProjectDetail }) {
  const { capture, frames } = project;
  return (
    <Stack p="md" gap="lg">
      <CaptureFacts project={project} />
      <FeaturesSection project={project} />
      <Stack gap={6} component="section" aria-label="Frames">
        <Title order={2} size="h3">
          {countOf(frames.length, 'frame')}
        </Title>
        <FramesList projectId={project.card.id} frames={frames} />
      </Stack>
      <IssueList skipped={capture.skipped} warnings={capture.warnings} />
    </Stack>
  );
}

function CaptureFacts({ project }: { project: ProjectDetail }) {
  const { capture, frames, card, readOnly } = project;
  const heldOut = frames.filter(({ split }) => split === 'test').length;
  const sizes = new Set(frames.map(({ intrinsics }) => `${intrinsics.width} × ${intrinsics.height}`));
  const [onlySize] = sizes;
  const facts: ReadonlyArray<[string, string]> = [
    ['Source', capture.source],
    ['Kind', CAPTURE_KINDS[capture.kind]],
    ['Image size', sizes.size === 1 ? `${onlySize}, 1/${capture.downscale} of each side` : `${sizes.size} sizes`],
    ['Split', `${frames.length - heldOut} to train on, ${heldOut} held out`],
    ['Sparse points', project.sparsePoints.toLocaleString('en')],
    ['Scale', `${capture.scale.toPrecision(4)} per capture unit`],
    ['Imported', formatAge(capture.importedAt)],
    ['Project file', `${card.path} (${formatBytes(card.fileBytes)})`],
  ];
  return (
    <section aria-label="Capture">
      {readOnly && (
        <Badge color="yellow" mb="xs">
          Read-only: made by a newer version
        </Badge>
      )}
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} layout="fixed">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={110} c="dimmed" fw={400} style={{ verticalAlign: 'top' }}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
