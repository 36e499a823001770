import { Button, Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CameraPath, ProjectDetail, RenderPathRequest } from '../../main/api/contract.ts';
import { useIndexPoints } from '../api/index-points.ts';
import { useRuns } from '../api/queries.ts';
import { desktop } from '../desktop-bridge.ts';
import { startPathRender } from '../exchange/start-export.ts';
import { countOf, formatDuration } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { useCanonical } from '../stores/canonical-store.ts';
import { isLiveJob, useJob } from '../stores/live-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import type { ImageSize } from './image-size.ts';
import { pictureOf, requestOf, whyNotRender } from './picture.ts';
import { PictureFields } from './picture-fields.tsx';
import { viewedRun } from './save-view.tsx';
import { isUsable, SizeFields } from './size-fields.tsx';

type Format = RenderPathRequest['format'];

const FORMATS: { value: Format; label: string }[] = [
  { value: 'images', label: 'Images' },
  { value: 'video', label: 'Video' },
];

const ABOUT: Readonly<Record<Format, string>> = {
  images: 'A ZIP file with a PNG image for each moment.',
  video: 'An MP4 file; needs ffmpeg on this computer.',
};

const SMALLEST_PIXELS = 16;
const LARGEST_PIXELS = 4096;
const MOST_FRAMES_PER_SECOND = 60;

/** Asks how the flight along a path is to be rendered. */
export function renderPath(project: ProjectDetail, path: CameraPath): void {
  const modalId = modals.open({
    title: 'Export flight',
    size: 480,
    children: <RenderPathForm project={project} path={path} onDone={() => modals.close(modalId)} />,
  });
}

interface RenderPathFormProps {
  readonly project: ProjectDetail;
  readonly path: CameraPath;
  readonly onDone: () => void;
}

function RenderPathForm({ project, path, onDone }: RenderPathFormProps) {
  const { id: projectId, name } = project.card;
  const runs = useRuns(projectId).data ?? [];
  const question = useQuestionStore.getState();
  const runId = question.runId ?? viewedRun(runs)?.id;
  const scales = useIndexPoints(projectId, question.runId)?.header.scales;
  const canonical = useCanonical(projectId);
  const [format, setFormat] = useState<Format>('images');
  const [framesPerSecond, setFramesPerSecond] = useState(24);
  const [size, setSize] = useState<ImageSize>({ width: 640, height: 400 });
  const [picture, setPicture] = useState(() => pictureOf(question, scales));
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const hasEnded = jobId !== null && (job === undefined || !isLiveJob(job));

  // How it ended is told where all exports are.
  useEffect(() => {
    if (hasEnded) onDone();
  }, [hasEnded, onDone]);

  const start = useMutation({
    mutationFn: () =>
      startPathRender(
        projectId,
        {
          cameraPath: path,
          framesPerSecond,
          ...size,
          ...requestOf(picture, canonical),
          ...(runId !== undefined && { run: runId }),
          format,
        },
        `${name} flight`,
      ),
    onSuccess: (started) => started !== null && setJobId(started.id),
  });
  const reason = runId === undefined ? 'Train the project first.' : whyNotRender(picture);
  const frames = Math.max(1, Math.round(path.seconds * framesPerSecond));

  if (job !== undefined && isLiveJob(job)) {
    return (
      <Stack gap="sm">
        <JobProgress job={job} />
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
        if (reason === null && isUsable(size, SMALLEST_PIXELS, LARGEST_PIXELS)) start.mutate();
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
        </Text>
        <PictureFields
          picture={picture}
          hasLanguage={runs.some(({ language, checkpointStep }) => language !== null && checkpointStep !== null)}
          onChange={setPicture}
        />
        <SizeFields size={size} smallest={SMALLEST_PIXELS} largest={LARGEST_PIXELS} onChange={setSize} />
        <Group gap="xs" align="flex-end">
          <NumberInput
            label="Images per second"
            w={140}
            min={1}
            max={MOST_FRAMES_PER_SECOND}
            allowDecimal={false}
            clampBehavior="strict"
            value={framesPerSecond}
            onChange={(value) => typeof value === 'number' && value >= 1 && setFramesPerSecond(value)}
          />
          <Text size="xs" c="dimmed" pb={6}>
            {formatDuration(path.seconds)}: {countOf(frames, 'image')} to render
          </Text>
        </Group>
        {reason !== null && (
          <Text size="xs" c="dimmed" role="status">
            {reason}
          </Text>
        )}
        {start.isError && <FailureMessage error={start.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={reason !== null || !isUsable(size, SMALLEST_PIXELS, LARGEST_PIXELS)}
          >
            {desktop === undefined ? 'Export' : 'Choose a file and export…'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
