/** Saving what is on screen: as a new view with a name, or in the place of what the open one was saved with. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import type { AnnotatedViewContent, Run } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { allDone } from '../edits/edit-queue.ts';
import { notifyFailure } from '../frame/notify.ts';
import { type ListedView, saveView, updateView } from './change-views.ts';
import { contentOnScreen, questionsOnScreen, useOpenView } from './open-view.ts';
import { base64Of, takeThumbnail } from './thumbnail.ts';
import { suggestedName } from './view-content.ts';

/** The run a view is of where no index says it: the newest that can be rendered. */
export const viewedRun = (runs: readonly Run[]): Run | undefined =>
  runs
    .filter(({ checkpointStep }) => checkpointStep !== null)
    .toSorted((a, b) => a.number - b.number)
    .at(-1);

interface Taken {
  readonly content: AnnotatedViewContent;
  readonly thumbnail: string;
}

/** What is on screen and its picture. The failure says what is missing. */
async function take(projectId: string): Promise<Taken> {
  // A text that is being typed is committed when its field is left.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  await allDone();
  const [runs] = await Promise.all([
    queryClient.ensureQueryData({
      queryKey: queryKeys.runs(projectId),
      queryFn: async () => (await api.runs(projectId)).runs,
    }),
    queryClient.ensureQueryData({
      queryKey: queryKeys.phraseSets(projectId),
      queryFn: () => api.phraseSets(projectId),
    }),
  ]);
  const run = viewedRun(runs);
  if (run === undefined) throw { message: 'There is nothing to save a view of yet.', hint: 'Train the project first.' };
  const picture = await takeThumbnail();
  const content = contentOnScreen(projectId, run.id);
  if (content === null || picture === null) {
    throw { message: 'This browser draws no 3D view, so there is none to save.' };
  }
  return { content, thumbnail: await base64Of(picture) };
}

/** Asks for a name and saves what is on screen now as a new view. Its picture is taken while one types. */
export function saveAsNew(projectId: string): void {
  const taking = take(projectId);
  // Told once the name is known; until then nobody waits for it.
  taking.catch(() => undefined);
  const views = queryClient.getQueryData<ListedView[]>(queryKeys.annotatedViews(projectId)) ?? [];
  const taken = views.map(({ name }) => name);
  askForViewName({
    title: 'Save this view',
    name: suggestedName(questionsOnScreen(), taken),
    submitLabel: 'Save',
    onSubmit: (name) => void taking.then((view) => saveView(projectId, { name, ...view }), notifyFailure),
  });
}

/** Saves the open view as it is on screen now; where none is open, a new one. */
export async function save(projectId: string): Promise<void> {
  const { open } = useOpenView.getState();
  if (open === null) {
    saveAsNew(projectId);
    return;
  }
  try {
    await updateView(projectId, open.id, await take(projectId));
  } catch (failure) {
    notifyFailure(failure);
  }
}

interface ViewName {
  readonly title: string;
  /** To begin with. */
  readonly name: string;
  readonly submitLabel: string;
  readonly onSubmit: (name: string) => void;
}

export function askForViewName(asked: ViewName): void {
  const modalId = modals.open({
    title: asked.title,
    size: 400,
    children: <NameForm {...asked} onDone={() => modals.close(modalId)} />,
  });
}

function NameForm({ name, submitLabel, onSubmit, onDone }: ViewName & { onDone: () => void }) {
  const [text, setText] = useState(name);
  const wanted = text.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === '') return;
        onSubmit(wanted);
        onDone();
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name"
          maxLength={200}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" disabled={wanted === ''}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
