import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '../api/client.ts';
import type { Crash } from '../api/live-state.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { dismissRestartNotice, useLiveStore } from '../stores/live-store.ts';
import { closeOverlay, openOverlay } from '../stores/overlay-store.ts';
import classes from './crash.module.css';
import { CrashDetails } from './crash-details.tsx';
import { describeCrash } from './describe-crash.ts';

function close(): void {
  closeOverlay();
  dismissRestartNotice();
}

/** After the engine has died: what happened, what was saved, what is lost at most, and how it goes on. */
export function CrashDialog() {
  const crash = useLiveStore((live) => live.crash);
  return (
    <Modal opened onClose={close} title="The engine stopped" size={640}>
      {crash === null ? <Text>Nothing is known of it any more.</Text> : <Account crash={crash} />}
    </Modal>
  );
}

function Account({ crash }: { readonly crash: Crash }) {
  const { saved, lost, now } = describeCrash(crash);
  const waiting = crash.runs.filter(({ goesOn }) => !goesOn);
  const goOn = useMutation({
    mutationFn: async () => {
      for (const { projectId, runId } of waiting) await api.controlRun(projectId, runId, 'resume');
    },
    onSuccess: close,
  });
  return (
    <Stack gap="md">
      <Text>{crash.what}</Text>
      <Part title="Saved" sentences={saved} />
      <Part title="Lost" sentences={lost} />
      <Part title="Now" sentences={now} />
      {crash.report !== null && <CrashDetails text={crash.report} />}
      {goOn.isError && <FailureMessage error={goOn.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => openOverlay('diagnostics')}>
          Save diagnostics…
        </Button>
        <Button variant={waiting.length > 0 ? 'default' : 'filled'} onClick={close}>
          Close
        </Button>
        {waiting.length > 0 && (
          <Button loading={goOn.isPending} onClick={() => goOn.mutate()}>
            Go on training
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Part({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} mb={4} id={id}>
        {title}
      </Title>
      <ul className={classes.list}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
