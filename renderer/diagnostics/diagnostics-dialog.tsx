import { Button, Code, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Diagnostics } from '../../main/api/contract.ts';
import { useDiagnostics } from '../api/queries.ts';
import { startDiagnostics } from '../exchange/start-export.ts';
import { countOf, formatBytes } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { closeOverlay } from '../stores/overlay-store.ts';
import classes from './diagnostics.module.css';

/** Shows everything that the zip will hold, and saves it. */
export function DiagnosticsDialog() {
  const diagnostics = useDiagnostics();
  const save = useMutation({
    mutationFn: startDiagnostics,
    onSuccess: (job) => job !== null && closeOverlay(),
  });
  return (
    <Modal opened onClose={closeOverlay} title="Save diagnostics" size={720}>
      <Stack gap="md">
        <Text>
          A zip for whoever looks for a mistake in the program. It holds no photographs, names, questions or paths; it
          is sent nowhere.
        </Text>
        {diagnostics.isPending && <Loader aria-label="Collecting" />}
        {diagnostics.isError && (
          <FailureMessage error={diagnostics.error}>
            <Button onClick={() => diagnostics.refetch()}>Try again</Button>
          </FailureMessage>
        )}
        {diagnostics.data && <Files {...diagnostics.data} />}
        {save.isError && <FailureMessage error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={closeOverlay}>
            Cancel
          </Button>
          <Button disabled={!diagnostics.data} loading={save.isPending} onClick={() => save.mutate()}>
            Save…
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Files({ files }: Diagnostics) {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <section aria-label="Files">
      <Text c="dimmed" mb={4}>
        {countOf(files.length, 'file')}, {formatBytes(bytes)} before they are packed. Open one to read it.
      </Text>
      <ul className={classes.list}>
        {files.map((file) => (
          <li key={file.name} className={classes.entry}>
            <FileEntry {...file} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function FileEntry({ name, about, bytes, text }: Diagnostics['files'][number]) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        <span className={classes.name}>{name}</span>
        <span className={classes.bytes}>{formatBytes(bytes)}</span>
        <span className={classes.about}>{about}</span>
      </summary>
      {/* A log is long: only what is read is made. It scrolls, so it has to be reached by the keyboard. */}
      {isOpen && (
        <Code block className={classes.text!} tabIndex={0} role="region" aria-label={name}>
          {text}
        </Code>
      )}
    </details>
  );
}
