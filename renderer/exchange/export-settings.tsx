import { Stack, Text } from '@mantine/core';
import { formatBytes } from '../format.ts';
import type { Chip } from '../stores/question-store.ts';
import { type ViewInfo, viewKey } from './export-request.ts';
import { useExportStore } from './export-store.ts';
import { GoesAlong } from './goes-along.tsx';
import { WhereAndColour } from './where-and-colour.tsx';

interface ExportSettingsProps {
  readonly chips: readonly Chip[];
  readonly views: readonly ViewInfo[];
  readonly projectBytes: number;
}

/** What there is to decide about the format that is chosen. */
export function ExportSettings({ chips, views, projectBytes }: ExportSettingsProps) {
  const format = useExportStore((state) => state.format);
  const questions = (
    <GoesAlong
      label="Questions that go along"
      empty="Nothing is asked at the moment. Ask for something first if what it finds is to go along."
      items={chips.map(({ id, text, colour }) => ({ id, text, colour }))}
    />
  );
  switch (format) {
    case 'ply':
      return (
        <Stack gap="md">
          {questions}
          <WhereAndColour chips={chips} />
        </Stack>
      );
    case 'spz':
      return <WhereAndColour chips={chips} />;
    case 'json':
      return (
        <Stack gap="md">
          {questions}
          <Text size="xs" c="dimmed">
            Kept objects go along. Places are given in the capture’s coordinates and in normalised ones.
          </Text>
        </Stack>
      );
    case 'html':
      return (
        <GoesAlong
          label="Views in the report"
          empty=""
          items={views.map((view) => ({ id: viewKey(view), text: view.name }))}
        />
      );
    case 'zip':
      return (
        <Text size="xs" c="dimmed">
          The project file has {formatBytes(projectBytes)}. It is copied as it is at this moment; training can go on
          meanwhile.
        </Text>
      );
  }
}
