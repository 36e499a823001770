import { ActionIcon, Button, Group, Loader, NumberInput, Slider, Switch, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCamera, IconFocus2, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { CameraPath, ProjectDetail } from '../../main/api/contract.ts';
import { useCameraPath } from '../api/queries.ts';
import { countOf } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { useViewportStore } from '../stores/viewport-store.ts';
import {
  changePath,
  fly,
  type Keyframe,
  LONGEST_SECONDS,
  land,
  MOST_KEYFRAMES,
  rememberPicture,
  SHORTEST_SECONDS,
  showPart,
  useFlight,
  useKeyframePictures,
  withCamera,
  withKeyframe,
  withKeyframeAt,
  withoutKeyframe,
} from './camera-path.ts';
import classes from './camera-path-section.module.css';
import { renderPath } from './render-path.tsx';
import { takeThumbnail } from './thumbnail.ts';

/** A flight through the scene: keyframes set from the 3D view, a preview, and its export. */
export function CameraPathSection({ project }: { project: ProjectDetail }) {
  const path = useCameraPath(project.card.id);
  const count = path.data?.keyframes.length;
  return (
    <FoldingSection
      fold="camera-path"
      title="Camera path"
      {...(count !== undefined && { summary: count === 0 ? 'none' : countOf(count, 'keyframe') })}
    >
      {path.isPending && <Loader aria-label="Reading the camera path" />}
      {path.error && (
        <FailureMessage error={path.error}>
          <Button variant="default" onClick={() => path.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      )}
      {path.data && <PathEditor project={project} path={path.data} />}
    </FoldingSection>
  );
}

function PathEditor({ project, path }: { project: ProjectDetail; path: CameraPath }) {
  const { id: projectId } = project.card;
  const hasScene = useViewportStore(({ commands }) => commands !== null);
  const { keyframes, seconds, isClosed } = path;
  const change = (label: string, next: (path: CameraPath) => CameraPath) => void changePath(projectId, label, next);

  const add = async () => {
    const camera = useViewportStore.getState().commands?.camera();
    if (camera === undefined) return;
    const { worldFromCamera, verticalFovDegrees } = camera;
    const id = crypto.randomUUID();
    const picture = await takeThumbnail();
    if (picture !== null) rememberPicture(id, picture);
    change('Add keyframe', (now) => withKeyframe(now, { id, worldFromCamera, verticalFovDegrees }));
  };

  return (
    <>
      {keyframes.length === 0 && (
        <Text size="xs" c="dimmed">
          Move the 3D view to where the flight begins and add a keyframe there; then move on and add the next.
        </Text>
      )}
      {keyframes.length > 0 && <Keyframes projectId={projectId} path={path} readOnly={project.readOnly} />}
      <Group>
        <Button
          variant="default"
          leftSection={<IconCamera size={15} aria-hidden />}
          disabled={!hasScene || project.readOnly || keyframes.length >= MOST_KEYFRAMES}
          onClick={() => void add()}
        >
          Add keyframe here
        </Button>
      </Group>
      {keyframes.length > 1 && (
        <Group gap="md">
          <Duration
            seconds={seconds}
            disabled={project.readOnly}
            onCommit={(value) => change('Change duration', (now) => ({ ...now, seconds: value }))}
          />
          <Switch
            label="Back to the first"
            checked={isClosed}
            disabled={project.readOnly}
            onChange={(event) => {
              const closed = event.currentTarget.checked;
              change(closed ? 'Close path' : 'Open path', (now) => ({ ...now, isClosed: closed }));
            }}
          />
        </Group>
      )}
      {keyframes.length > 1 && (
        <>
          <Preview path={path} disabled={!hasScene} />
          <Group>
            <Button variant="default" onClick={() => renderPath(project, path)}>
              Export flight…
            </Button>
          </Group>
        </>
      )}
    </>
  );
}

interface DurationProps {
  readonly seconds: number;
  readonly disabled: boolean;
  readonly onCommit: (seconds: number) => void;
}

/** One edit for a number, however many keys it takes. */
function Duration({ seconds, disabled, onCommit }: DurationProps) {
  const [draft, setDraft] = useState<number | string>(seconds);
  useEffect(() => setDraft(seconds), [seconds]);
  const commit = () => {
    const wanted = typeof draft === 'number' ? Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, draft)) : seconds;
    setDraft(wanted);
    if (wanted !== seconds) onCommit(wanted);
  };
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="xs">Duration</Text>
      <NumberInput
        w={92}
        aria-label="Duration of the flight"
        suffix=" s"
        min={SHORTEST_SECONDS}
        max={LONGEST_SECONDS}
        decimalScale={1}
        disabled={disabled}
        value={draft}
        onChange={setDraft}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </Group>
  );
}

/** The flight in the 3D view: played in its own time, or moved along by hand. */
function Preview({ path, disabled }: { path: CameraPath; disabled: boolean }) {
  const part = useFlight((flight) => flight.part);
  const isFlying = part !== null;
  useEffect(() => land, []);
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        variant={isFlying ? 'filled' : 'default'}
        disabled={disabled}
        onClick={() => (isFlying ? land() : fly(path))}
      >
        {isFlying ? 'Stop' : 'Preview'}
      </Button>
      <Slider
        className={classes.way!}
        min={0}
        max={1}
        step={0.005}
        disabled={disabled}
        value={part ?? 0}
        label={(value) => `${(value * path.seconds).toFixed(1)} s`}
        thumbLabel="Moment of the flight"
        onChange={(value) => {
          land();
          showPart(path, value);
        }}
        onChangeEnd={land}
      />
    </Group>
  );
}

interface KeyframesProps {
  readonly projectId: string;
  readonly path: CameraPath;
  readonly readOnly: boolean;
}

function Keyframes({ projectId, path, readOnly }: KeyframesProps) {
  const pictures = useKeyframePictures();
  const list = useRef<HTMLOListElement>(null);
  /** The button that was pressed to move a keyframe: the keyframe takes the focus along. */
  const moved = useRef<string | null>(null);
  const { keyframes } = path;

  useEffect(() => {
    if (moved.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus();
    moved.current = null;
  }, [keyframes]);

  const change = (label: string, next: (path: CameraPath) => CameraPath) => void changePath(projectId, label, next);
  const move = ({ id }: Keyframe, to: number, direction: 'up' | 'down') => {
    moved.current = `${id} ${direction}`;
    change('Move keyframe', (now) => withKeyframeAt(now, id, to));
  };
  const setHere = async ({ id }: Keyframe) => {
    const camera = useViewportStore.getState().commands?.camera();
    if (camera === undefined) return;
    const picture = await takeThumbnail();
    if (picture !== null) rememberPicture(id, picture);
    change('Move keyframe here', (now) => withCamera(now, id, camera));
  };

  return (
    <ol className={classes.list} ref={list} aria-label="Keyframes">
      {keyframes.map((keyframe, i) => {
        const name = `Keyframe ${i + 1}`;
        const picture = pictures[keyframe.id];
        return (
          <li key={keyframe.id} className={classes.row}>
            <button
              type="button"
              className={classes.keyframe}
              title="Show in the 3D view"
              onClick={() => {
                land();
                useViewportStore.getState().commands?.moveTo(keyframe, { animate: true });
              }}
            >
              {picture === undefined ? (
                <span className={classes.noPicture}>{i + 1}</span>
              ) : (
                <img src={picture} alt="" className={classes.picture} />
              )}
              <span>
                {name} <span className={classes.place}>{describePlace(keyframe)}</span>
              </span>
            </button>
            <Tooltip label="Earlier">
              <ActionIcon
                size={24}
                data-move={`${keyframe.id} up`}
                aria-label={`${name} earlier`}
                disabled={readOnly || i === 0}
                onClick={() => move(keyframe, i - 1, 'up')}
              >
                <IconArrowUp size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Later">
              <ActionIcon
                size={24}
                data-move={`${keyframe.id} down`}
                aria-label={`${name} later`}
                disabled={readOnly || i === keyframes.length - 1}
                onClick={() => move(keyframe, i + 1, 'down')}
              >
                <IconArrowDown size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Set from the 3D view">
              <ActionIcon
                size={24}
                aria-label={`Set keyframe ${i + 1} from the 3D view`}
                disabled={readOnly}
                onClick={() => void setHere(keyframe)}
              >
                <IconFocus2 size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Delete">
              <ActionIcon
                size={24}
                aria-label={`Delete keyframe ${i + 1}`}
                disabled={readOnly}
                onClick={() => change('Delete keyframe', (now) => withoutKeyframe(now, keyframe.id))}
              >
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </li>
        );
      })}
    </ol>
  );
}

function describePlace({ worldFromCamera }: Keyframe): string {
  return [3, 7, 11].map((i) => worldFromCamera[i]!.toFixed(2).replace('-', '−')).join(', ');
}
