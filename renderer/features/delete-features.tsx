import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { FeatureSet } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { formatBytes } from '../format.ts';
import { notifyFailure } from '../frame/notify.ts';

/** Asks before features are deleted, which took their time to compute. */
export function confirmFeaturesRemoval(projectId: string, { id, encoderName, bytes }: FeatureSet): void {
  modals.openConfirmModal({
    title: 'Delete these features?',
    size: 440,
    children: (
      <Text>
        The features of {encoderName} ({formatBytes(bytes)}) are deleted. Fields that were trained with them stay and
        can be asked; training another one extracts them again.
      </Text>
    ),
    labels: { confirm: 'Delete', cancel: 'Cancel' },
    confirmProps: { color: 'red' },
    onConfirm: () => void api.deleteFeatures(projectId, id).catch(notifyFailure),
  });
}
