import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconCopy, IconFocusCentered, IconSearch, IconX } from '@tabler/icons-react';
import type { PickResponse } from '../../main/api/contract.ts';
import { useIndexPoints } from '../api/index-points.ts';
import { useCopied } from '../frame/use-copied.ts';
import { addChip, MOST_CHIPS, pickPoint } from '../stores/question-store.ts';
import { nameOfLike } from './describe-pick.ts';
import { showPoint } from './show-point.ts';

interface PickedActionsProps {
  readonly projectId: string;
  readonly runId: string;
  readonly picked: PickResponse;
}

/** What can be done with a picked place. */
export function PickedActions({ projectId, runId, picked }: PickedActionsProps) {
  const points = useIndexPoints(projectId, runId);
  const { copied, copy } = useCopied();
  const { point, scale, position } = picked;
  const findAlike = () => {
    if (addChip(nameOfLike(picked), { like: { point, scale } }) === null) {
      notifications.show({ message: `${MOST_CHIPS} questions can be asked at a time: remove one first.` });
    }
  };
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        variant="default"
        leftSection={<IconSearch size={14} aria-hidden />}
        style={{ flex: 1, minWidth: 0 }}
        onClick={findAlike}
      >
        Find things like this
      </Button>
      <Tooltip label="Fly there">
        <ActionIcon
          aria-label="Fly to the picked place"
          disabled={points === undefined}
          onClick={() => points && showPoint(points, point, scale)}
        >
          <IconFocusCentered size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={copied ? 'Copied' : 'Copy the position'}>
        <ActionIcon
          aria-label={copied ? 'Position copied' : 'Copy the position'}
          onClick={() => void copy(position.map((coordinate) => coordinate.toFixed(4)).join(' '))}
        >
          {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Clear">
        <ActionIcon aria-label="Clear the picked place" onClick={() => pickPoint(null)}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
