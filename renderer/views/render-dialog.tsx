import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job, ProjectDetail, RenderRequest, RenderResult } from '../../main/api/contract.ts';
import { api, imageUrl } from '../api/client.ts';
import { useIndexPoints } from '../api/index-points.ts';
import { useProject, useRuns } from '../api/queries.ts';
import { fileName, formatPsnr } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { useRoute } from '../navigation.ts';
import { useCanonical } from '../stores/canonical-store.ts';
import { isLiveJob, trackJob, useJob } from '../stores/live-store.ts';
import { useMarksStore } from '../stores/marks-store.ts';
import { closeOverlay } from '../stores/overlay-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { download } from './download.ts';
import type { ImageSize } from './image-size.ts';
import { pictureOf, requestOf, whyNotRender } from './picture.ts';
import { PictureFields } from './picture-fields.tsx';
import classes from './render-dialog.module.css';
import { viewedRun } from './save-view.tsx';
import { isUsable, SizeFields } from './size-fields.tsx';

const SMALLEST_PIXELS = 16;
const LARGEST_PIXELS = 8192;
const THE_VIEW = 'view';

/** A picture of the field from where the user looks, or from where a photograph was taken. */
export function RenderDialog() {
  const route = useRoute();
  const project = useProject(route.screen === 'project' ? route.projectId : '').data;
  if (route.screen !== 'project' || project === undefined) return null;
  return (
    <Modal opened onClose={closeOverlay} title="Render an image" size={980}>
      <RenderForm project={project} />
    </Modal>
  );
}

function RenderForm({ project }: { project: ProjectDetail }) {
  const { id: projectId, name } = project.card;
  const runs = useRuns(projectId).data;
  const question = useQuestionStore.getState();
  const runId = question.runId ?? viewedRun(runs ?? [])?.id;
  const scales = useIndexPoints(projectId, question.runId)?.header.scales;
  const canonical = useCanonical(projectId);
  const commands = useViewportStore((viewport) => viewport.commands);
  const lookingThrough = useViewportStore((viewport) => viewport.lookingThrough);
  const marks = useMarksStore((state) => state.marks);
  const [from, setFrom] = useState(
    lookingThrough === null && commands !== null ? THE_VIEW : String(lookingThrough ?? 0),
  );
  const [picture, setPicture] = useState(() => pictureOf(question, scales));
  const [size, setSize] = useState<ImageSize>({ width: 640, height: 400 });
  const [withLegend, setLegend] = useState(false);
  const [withMarks, setMarks] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const isWorking = job !== undefined && isLiveJob(job);

  const frame = from === THE_VIEW ? null : project.frames[Number(from)]!;
  const render = useMutation({
    mutationFn: () => {
      const { worldFromCamera, verticalFovDegrees } = commands?.camera() ?? {
        worldFromCamera: [],
        verticalFovDegrees: 50,
      };
      const place: Pick<RenderRequest, 'frame' | 'camera' | 'width' | 'height'> =
        frame === null ? { camera: { worldFromCamera, verticalFovDegrees }, ...size } : { frame: frame.index };
      return api.render(projectId, {
        ...place,
        ...requestOf(picture, canonical),
        ...(runId !== undefined && { run: runId }),
        legend: withLegend,
        marks: withMarks ? [...marks] : [],
      });
    },
    onSuccess: (started) => {
      trackJob(started);
      setJobId(started.id);
    },
  });

  const hasRun = runs === undefined || viewedRun(runs) !== undefined;
  const reason = !hasRun ? 'Train the project first.' : whyNotRender(picture);
  const canRender = reason === null && (frame !== null || isUsable(size, SMALLEST_PIXELS, LARGEST_PIXELS));
  const hasLanguage =
    runs?.some(({ language, checkpointStep }) => language !== null && checkpointStep !== null) ?? false;

  return (
    <div className={classes.layout}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (canRender && !isWorking) render.mutate();
        }}
      >
        <Select
          label="From"
          searchable
          data={[
            ...(commands === null ? [] : [{ value: THE_VIEW, label: 'The 3D view' }]),
            ...project.frames.map((each, i) => ({ value: String(i), label: fileName(each.file) })),
          ]}
          value={from}
          onChange={(value) => value !== null && setFrom(value)}
        />
        <PictureFields picture={picture} hasLanguage={hasLanguage} onChange={setPicture} />
        {frame === null ? (
          <SizeFields size={size} smallest={SMALLEST_PIXELS} largest={LARGEST_PIXELS} onChange={setSize} />
        ) : (
          <Text size="xs" c="dimmed">
            {frame.intrinsics.width} × {frame.intrinsics.height} pixels, as the photograph.
          </Text>
        )}
        <Group gap="md">
          <Checkbox
            size="xs"
            label="Legend"
            checked={withLegend}
            onChange={(event) => setLegend(event.currentTarget.checked)}
          />
          <Checkbox
            size="xs"
            label="Marks of the view"
            disabled={marks.length === 0}
            checked={withMarks && marks.length > 0}
            onChange={(event) => setMarks(event.currentTarget.checked)}
          />
        </Group>
        {reason !== null && (
          <Text size="xs" c="dimmed" role="status">
            {reason}
          </Text>
        )}
        {render.isError && <FailureMessage error={render.error} />}
        <Group gap="xs">
          <Button type="submit" data-autofocus disabled={!canRender || isWorking} loading={render.isPending}>
            Render
          </Button>
          <Button
            variant="default"
            disabled={job?.state !== 'done'}
            onClick={() =>
              job && download(imageUrl.job(job.id), `${name} ${fileSuffix(picture.output, picture.query)}.png`)
            }
          >
            Save image…
          </Button>
        </Group>
      </form>
      <Rendered job={job} isLost={jobId !== null && job === undefined} />
    </div>
  );
}

const fileSuffix = (output: string, query: string) =>
  output === 'rgb' || output === 'depth' ? output : query.replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-').slice(0, 80);

/** The picture as far as it is: coarse at first, finer as it goes on. */
function Rendered({ job, isLost }: { job: Job | undefined; isLost: boolean }) {
  if (isLost) return <Placeholder text="The picture was lost when the engine was restarted." />;
  if (job === undefined) return <Placeholder text="The picture appears here." />;
  if (job.state === 'cancelled') return <Placeholder text="Cancelled." />;
  if (job.state === 'failed') {
    return (
      <div className={classes.picture}>
        <FailureMessage error={job.error ?? 'The picture could not be rendered.'} />
      </div>
    );
  }
  const result = job.state === 'done' ? (job.result as RenderResult) : null;
  const hasImage = result !== null || job.revision !== undefined;
  return (
    <Stack gap={6} className={classes.result!}>
      <div className={classes.picture}>
        {hasImage ? (
          <img src={imageUrl.job(job.id, job.revision)} alt={job.title} />
        ) : (
          <Text c="dimmed">The first, coarse picture is on its way.</Text>
        )}
      </div>
      {result === null ? (
        <JobProgress job={job} />
      ) : (
        <Text size="xs" c="dimmed">
          {describeResult(result)}
        </Text>
      )}
    </Stack>
  );
}

function describeResult({ width, height, psnr, relevancy }: RenderResult): string {
  const parts = [`${width} × ${height} pixels`];
  if (psnr !== null) parts.push(`${formatPsnr(psnr)} against the photograph`);
  if (relevancy !== null) {
    parts.push(`highest relevancy ${relevancy.peak.toFixed(2)} at scale ${relevancy.scale.toFixed(2)}`);
    if (relevancy.unknownWords.length > 0) parts.push(`unknown to the encoder: ${relevancy.unknownWords.join(', ')}`);
  }
  return parts.join(' · ');
}

function Placeholder({ text }: { text: string }) {
  return (
    <div className={classes.picture} role="status">
      <Text c="dimmed">{text}</Text>
    </div>
  );
}
