import { Button, Loader, Modal, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Encoder } from '../../main/api/contract.ts';
import { useEncoders } from '../api/queries.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { closeOverlay } from '../stores/overlay-store.ts';
import { AddFolder } from './add-folder.tsx';
import { EncoderRow } from './encoder-row.tsx';
import { isSmallerVersion } from './encoder-state.ts';
import classes from './encoders.module.css';

/** Which encoders there are, which of them are here, and how to get the others. */
export function EncodersDialog() {
  const list = useEncoders();
  const [showsAll, setShowsAll] = useState(false);
  const shown = (list.data?.encoders ?? []).filter(
    (encoder) => showsAll || encoder.state !== 'absent' || !isSmallerVersion(encoder),
  );
  return (
    <Modal opened onClose={closeOverlay} title="Encoders" size={680}>
      <Stack gap="md">
        <Text c="dimmed">
          An encoder turns photographs and phrases into numbers that can be compared: it decides what can be found. A
          language field is trained with one, and answers only to that one.
        </Text>
        {list.isPending && <Loader aria-label="Looking for encoders" />}
        {list.isError && (
          <FailureMessage error={list.error}>
            <Button onClick={() => list.refetch()}>Try again</Button>
          </FailureMessage>
        )}
        {list.data && (
          <>
            <EncoderList
              title="For photographs and phrases"
              encoders={shown.filter(({ kind }) => kind === 'image-text')}
              defaultId={list.data.defaultId}
            />
            <EncoderList
              title="For regularising (dense features)"
              encoders={shown.filter(({ kind }) => kind === 'dense')}
              defaultId={null}
            />
            <Switch
              label="Show smaller versions (half precision, 8 bit)"
              checked={showsAll}
              onChange={(event) => setShowsAll(event.currentTarget.checked)}
            />
            <AddFolder />
          </>
        )}
      </Stack>
    </Modal>
  );
}

interface EncoderListProps {
  readonly title: string;
  readonly encoders: readonly Encoder[];
  /** Null where none can be chosen. */
  readonly defaultId: string | null;
}

function EncoderList({ title, encoders, defaultId }: EncoderListProps) {
  if (encoders.length === 0) return null;
  return (
    <section aria-label={title}>
      <Title order={3} mb={4}>
        {title}
      </Title>
      <ul className={classes.list}>
        {encoders.map((encoder) => (
          <EncoderRow key={encoder.id} encoder={encoder} isDefault={encoder.id === defaultId} />
        ))}
      </ul>
    </section>
  );
}
