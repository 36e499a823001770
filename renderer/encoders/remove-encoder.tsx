import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { Encoder } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { formatBytes } from '../format.ts';
import { notifyFailure } from '../frame/notify.ts';

/** Asks before what took long to download is deleted, or a folder leaves the list. */
export function confirmEncoderRemoval({ id, name, source, presentBytes }: Encoder): void {
  const isFolder = source === 'folder';
  modals.openConfirmModal({
    title: isFolder ? `Take ${name} off the list?` : `Delete ${name}?`,
    size: 440,
    children: (
      <Text>
        {isFolder
          ? 'The folder stays where it is.'
          : `Its files (${formatBytes(presentBytes)}) are deleted and can be downloaded again.`}{' '}
        Language fields that were trained with it can be asked nothing until it is back.
      </Text>
    ),
    labels: { confirm: isFolder ? 'Take off the list' : 'Delete', cancel: 'Cancel' },
    confirmProps: isFolder ? {} : { color: 'red' },
    onConfirm: () => void api.removeEncoder(id).catch(notifyFailure),
  });
}
