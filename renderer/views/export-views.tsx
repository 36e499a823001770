import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useEffect, useState } from 'react';
import type { ExportRequest } from '../../main/api/contract.ts';
import { desktop } from '../desktop-bridge.ts';
import { startExport } from '../exchange/start-export.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { isLiveJob, useLiveStore } from '../stores/live-store.ts';
import type { ListedView } from './change-views.ts';
import type { ImageSize } from './image-size.ts';
import { isUsable, SizeFields } from './size-fields.tsx';

type Format = 'png' | 'html' | 'views-json';

const FORMATS: { value: Format; label: string }[] = [
  { value: 'png', label: 'Image' },
  { value: 'html', label: 'Report' },
  { value: 'views-json', label: 'Data' },
];

const ABOUT: Readonly<Record<Format, string>> = {
  png: 'PNG, rendered through the field at this size, with its marks and its legend.',
  html: 'One HTML page with all pictures in it: it opens in any browser, without this program.',
  'views-json': 'JSON: cameras, questions, canonical phrases, marks and notes.',
};

const SMALLEST_PIXELS = 64;
const LARGEST_PIXELS = 4096;
const MOST_IN_A_REPORT = 200;

type Exported = Pick<ListedView, 'id' | 'name'>;

/** Asks how views are to leave the program. `name`: of the file that holds several of them. */
export function exportViews(projectId: string, views: readonly Exported[], name: string): void {
  const modalId = modals.open({
    title: views.length === 1 ? `Export “${views[0]!.name}”` : `Export ${views.length} views`,
    size: 460,
    children: <ExportForm projectId={projectId} views={views} name={name} onDone={() => modals.close(modalId)} />,
  });
}

/** An image is one view; a report and data hold them all. */
function filesOf(
  format: Format,
  views: readonly Exported[],
  size: ImageSize,
  nameOfAll: string,
): { request: ExportRequest; name: string }[] {
  const name = views.length === 1 ? views[0]!.name : nameOfAll;
  const ids = views.map(({ id }) => id);
  switch (format) {
    case 'png':
      return views.map((view) => ({ request: { format, view: view.id, ...size }, name: view.name }));
    case 'html':
      return [{ request: { format, views: ids, ...size }, name }];
    case 'views-json':
      return [{ request: { format, views: ids }, name }];
  }
}

interface ExportFormProps {
  readonly projectId: string;
  readonly views: readonly Exported[];
  readonly name: string;
  readonly onDone: () => void;
}

function ExportForm({ projectId, views, name, onDone }: ExportFormProps) {
  const [format, setFormat] = useState<Format>(views.length === 1 ? 'png' : 'html');
  const [size, setSize] = useState<ImageSize>({ width: 1280, height: 800 });
  const [jobIds, setJobIds] = useState<readonly string[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const jobs = useLiveStore((live) => live.jobs);
  const live = (jobIds ?? []).map((id) => jobs[id]).filter((job) => job !== undefined && isLiveJob(job));
  const files = filesOf(format, views, size, name);
  const isTooLong = format === 'html' && views.length > MOST_IN_A_REPORT;
  const canStart = !isTooLong && (format === 'views-json' || isUsable(size, SMALLEST_PIXELS, LARGEST_PIXELS));
  const isWorking = jobIds !== null;
  const hasEnded = isWorking && live.length === 0;

  // How each export ended is told where all of them are.
  useEffect(() => {
    if (hasEnded) onDone();
  }, [hasEnded, onDone]);

  const start = async () => {
    setFailure(null);
    const started: string[] = [];
    try {
      for (const file of files) {
        const job = await startExport(projectId, file.request, file.name);
        if (job === null) break;
        started.push(job.id);
      }
    } catch (error) {
      setFailure(error);
    }
    if (started.length > 0) setJobIds(started);
  };

  if (isWorking) {
    const [first] = live;
    return (
      <Stack gap="sm">
        {files.length > 1 && (
          <Text size="xs" c="dimmed" role="status">
            {jobIds.length - live.length} of {jobIds.length} images written
          </Text>
        )}
        {first && <JobProgress key={first.id} job={first} />}
        {failure !== null && <FailureMessage error={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Continue in background
          </Button>
        </Group>
      </Stack>
    );
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (canStart) void start();
      }}
    >
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="Kind of file"
          data={FORMATS}
          value={format}
          onChange={(value) => setFormat(value as Format)}
        />
        <Text size="xs" c="dimmed">
          {ABOUT[format]}
          {format === 'png' && views.length > 1 && ` Each of the ${views.length} views becomes a file of its own.`}
        </Text>
        {format !== 'views-json' && (
          <SizeFields size={size} smallest={SMALLEST_PIXELS} largest={LARGEST_PIXELS} onChange={setSize} />
        )}
        {isTooLong && <Text size="xs">A report holds at most {MOST_IN_A_REPORT} views: choose fewer of them.</Text>}
        {failure !== null && <FailureMessage error={failure} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" data-autofocus disabled={!canStart}>
            {desktop === undefined ? 'Export' : 'Choose a file and export…'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
