import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useAnnotatedViews, useIndexes, useProject } from '../api/queries.ts';
import { desktop } from '../desktop-bridge.ts';
import { countOf } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { useCanonical } from '../stores/canonical-store.ts';
import { closeOverlay } from '../stores/overlay-store.ts';
import { type PanelTab, showTab } from '../stores/panel-store.ts';
import { askedChips, useQuestionStore } from '../stores/question-store.ts';
import classes from './exchange.module.css';
import { exportRequest, viewKey } from './export-request.ts';
import { ExportSettings } from './export-settings.tsx';
import { type DialogFormat, useExportStore, watchExport } from './export-store.ts';
import { FormatCards } from './format-cards.tsx';
import { startExport } from './start-export.ts';

/** First step: which file, and what goes into it. */
export function ExportForm({ projectId }: { projectId: string }) {
  const chosen = useExportStore();
  const project = useProject(projectId).data;
  const indexes = useIndexes(projectId);
  const views = useAnnotatedViews(projectId);
  const canonical = useCanonical(projectId);
  const question = useQuestionStore();
  const chips = askedChips(question);
  const start = useMutation({
    mutationFn: () => {
      const request = exportRequest({
        ...chosen,
        chips,
        answers: question.answers,
        runId: question.runId,
        canonical: canonical?.phrases.filter(({ enabled }) => enabled).map(({ text }) => text),
        display: question.display,
        views: views.data ?? [],
      });
      return startExport(projectId, request, project?.card.name ?? 'Scene');
    },
    onSuccess: (job) => job !== null && watchExport(job.id),
  });
  if (project === undefined || indexes.isPending || views.isPending) {
    return <Loader aria-label="Looking what there is to export" />;
  }

  const missing = whatIsMissing(chosen.format, indexes.data?.length ?? 0, views.data?.length ?? 0);
  const taken = (views.data ?? []).filter((view) => !chosen.leftOut.includes(viewKey(view)));
  const isReport = chosen.format === 'html';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <FormatCards />
        <div className={classes.settings}>
          {missing === null ? (
            <ExportSettings chips={chips} views={views.data ?? []} projectBytes={project.card.fileBytes} />
          ) : (
            <Missing {...missing} />
          )}
        </div>
        {start.isError && <FailureMessage error={start.error} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {isReport && taken.length > 0 && `${countOf(taken.length, 'view')} to render at full resolution`}
          </Text>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={missing !== null || (isReport && taken.length === 0)}
          >
            {desktop === undefined ? 'Export' : 'Choose a file and export…'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface MissingPart {
  readonly reason: string;
  /** Where it is made. */
  readonly tab: PanelTab;
  readonly label: string;
}

function Missing({ reason, tab, label }: MissingPart) {
  const go = () => {
    closeOverlay();
    showTab(tab);
  };
  return (
    <Stack gap="xs" align="flex-start">
      <Text c="dimmed" role="status">
        {reason}
      </Text>
      <Button variant="default" onClick={go}>
        {label}
      </Button>
    </Stack>
  );
}

/** What a format needs that the project has not; null if it can be exported. */
function whatIsMissing(format: DialogFormat, indexes: number, views: number): MissingPart | null {
  if (format === 'html' && views === 0) {
    return { reason: 'There are no annotated views yet. Save one first.', tab: 'views', label: 'Go to Views' };
  }
  if (format === 'zip' || format === 'html' || indexes > 0) return null;
  return {
    reason: 'This is made from the language index of a trained run, and there is none yet. Build it first.',
    tab: 'ask',
    label: 'Go to Ask',
  };
}
