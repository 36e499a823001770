import { Button, Group, Loader, Radio, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useAnnotatedViews, useIndexes, useProject } from '../api/queries.ts';
import { desktop } from '../desktop-bridge.ts';
import { countOf, formatBytes } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { useCanonical } from '../stores/canonical-store.ts';
import { askedChips, useQuestionStore } from '../stores/question-store.ts';
import classes from './exchange.module.css';
import { exportRequest, viewKey } from './export-request.ts';
import { changeExport, type DialogFormat, useExportStore, watchExport } from './export-store.ts';
import { GoesAlong } from './goes-along.tsx';
import { startExport } from './start-export.ts';
import { WhereAndColour } from './where-and-colour.tsx';

interface FormatChoice {
  readonly format: DialogFormat;
  readonly label: string;
  readonly ending: string;
  readonly about: string;
}

const FORMATS: readonly FormatChoice[] = [
  {
    format: 'ply',
    label: 'Points',
    ending: 'PLY',
    about: 'For Blender, MeshLab, CloudCompare: colours, normals, relevancies.',
  },
  { format: 'spz', label: 'Splats', ending: 'SPZ', about: 'For splat viewers such as SuperSplat.' },
  {
    format: 'json',
    label: 'Objects and boxes',
    ending: 'JSON',
    about: 'What was found and kept, for programs of your own.',
  },
  { format: 'html', label: 'Report', ending: 'HTML', about: 'Annotated views in one page that needs nothing else.' },
  {
    format: 'zip',
    label: 'The project',
    ending: 'ZIP',
    about: 'Photographs, training, notes: all of it, to send or to keep.',
  },
];

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
    mutationFn: async () => {
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
  const why = useReasons(indexes.data?.length, views.data?.length);
  if (indexes.isPending || views.isPending || project === undefined)
    return <Loader aria-label="Looking what there is" />;

  const takenViews = (views.data ?? []).filter((view) => !chosen.leftOut.includes(viewKey(view)));
  const isNothing = chosen.format === 'html' && takenViews.length === 0;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <Radio.Group
          label="What"
          value={chosen.format}
          onChange={(format) => changeExport({ format: format as DialogFormat })}
        >
          <div className={classes.formats}>
            {FORMATS.map(({ format, label, ending, about }) => (
              <Radio.Card key={format} value={format} className={classes.format} aria-label={`${label} (${ending})`}>
                <Radio.Indicator size="xs" />
                <span className={classes.about}>
                  <span className={classes.label}>
                    {label}{' '}
                    <Text span c="dimmed" size="xs">
                      {ending}
                    </Text>
                  </span>
                  <Text span c="dimmed" size="xs">
                    {about}
                  </Text>
                </span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        {why[chosen.format] === undefined ? (
          <>
            {(chosen.format === 'ply' || chosen.format === 'json') && (
              <GoesAlong
                label="Questions that go along"
                empty="Nothing is asked at the moment; ask for something first if its relevancy is to go along."
                items={chips.map(({ id, text, colour }) => ({ id, text, colour }))}
              />
            )}
            {chosen.format === 'html' && (
              <GoesAlong
                label="Views in the report"
                empty=""
                items={(views.data ?? []).map((view) => ({ id: viewKey(view), text: view.name }))}
              />
            )}
            {(chosen.format === 'ply' || chosen.format === 'spz') && <WhereAndColour chips={chips} />}
            {chosen.format === 'json' && (
              <Text size="xs" c="dimmed">
                Places are given in the capture’s coordinates and in normalised ones.
              </Text>
            )}
            {chosen.format === 'zip' && (
              <Text size="xs" c="dimmed">
                The project file has {formatBytes(project.card.fileBytes)}. It is copied as it is at this moment;
                training can go on meanwhile.
              </Text>
            )}
          </>
        ) : (
          <Text c="dimmed" role="status">
            {why[chosen.format]}
          </Text>
        )}
        {start.isError && <FailureMessage error={start.error} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {chosen.format === 'html' && takenViews.length > 0 && `${countOf(takenViews.length, 'view')} to render`}
          </Text>
          <Button
            type="submit"
            data-autofocus
            loading={start.isPending}
            disabled={why[chosen.format] !== undefined || isNothing}
          >
            {desktop === undefined ? 'Export' : 'Choose a file and export…'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Why a format cannot be had yet, and what to do about it. */
function useReasons(indexes = 0, views = 0): Partial<Record<DialogFormat, string>> {
  const noIndex =
    'This needs the language index of a trained run. Train one with language, or build its index under Ask.';
  return {
    ...(indexes === 0 && { ply: noIndex, spz: noIndex, json: noIndex }),
    ...(views === 0 && { html: 'There are no annotated views yet. Save one under Views first.' }),
  };
}
