import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { startDiagnostics } from '../exchange/start-export.ts';
import { useExportNotices } from '../exchange/tell-exports.ts';
import { notifyFailure } from '../frame/notify.ts';
import { CrashDetails } from './crash-details.tsx';

interface State {
  readonly error: Error | null;
}

/** Stands in for the page where a mistake in it has stopped it, and has a report of it kept. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidCatch(thrown: unknown, { componentStack }: ErrorInfo): void {
    const { message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const report = { message, stack, components: componentStack ?? '' };
    // What the page says stands without it.
    void api.reportPageCrash(report).catch(() => {});
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <PageStopped error={error} />;
  }
}

function PageStopped({ error }: { readonly error: Error }) {
  useExportNotices();
  return (
    <Stack component="main" gap="md" maw={640} mx="auto" p="xl">
      <Title order={1} size="h3">
        The page has stopped because of a mistake in it
      </Title>
      <Text role="alert">
        The engine is not affected: a training goes on, and everything that was shown as saved is in its project. Lost
        is at most what was typed and not yet saved.
      </Text>
      <CrashDetails text={`${error.message}\n${error.stack ?? ''}`} />
      <Group gap="xs">
        <Button onClick={() => location.reload()}>Load the page again</Button>
        <Button variant="default" onClick={() => void startDiagnostics().catch(notifyFailure)}>
          Save diagnostics…
        </Button>
      </Group>
    </Stack>
  );
}
