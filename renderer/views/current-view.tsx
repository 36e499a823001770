import { Button, Group, Text } from '@mantine/core';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { redoEdit, undoEdit } from '../actions/edit-actions.ts';
import { useRuns } from '../api/queries.ts';
import { useCanonicalOfView, weighAsInView } from '../stores/canonical-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { CommittedText } from './committed-text.tsx';
import classes from './current-view.module.css';
import { changeNote, leaveView, useOpenView } from './open-view.ts';
import { save, saveAsNew, viewedRun } from './save-view.tsx';
import { useChanges } from './use-changes.ts';

const LONGEST_NOTE = 10_000;

/** What is on screen as a view: whether it is saved, and the text about it. */
export function CurrentView({ project }: { project: ProjectDetail }) {
  const { id } = project.card;
  const { open, note } = useOpenView();
  const changes = useChanges(id);
  const reason = useReasonNotToSave(project);
  return (
    <section className={classes.view} aria-label="View on screen">
      <div className={classes.title}>
        <h2 className={`${classes.name} ellipsis`} title={open?.name}>
          {open === null ? 'New view' : open.name}
        </h2>
        <ActionButton action={undoEdit} />
        <ActionButton action={redoEdit} />
      </div>
      <Text size="xs" c="dimmed" role="status">
        {reason ?? describeState(open !== null, changes)}
      </Text>
      <CommittedText
        label="Note about this view"
        placeholder="What is to be seen here?"
        lines
        text={note}
        maxLength={LONGEST_NOTE}
        onCommit={(text) => void changeNote(text)}
      />
      <CanonicalOfView />
      <RunOfView project={project} />
      <Group gap={6}>
        {open !== null && (
          <Button disabled={reason !== null || changes === ''} onClick={() => void save(id)}>
            Save changes
          </Button>
        )}
        <Button variant={open === null ? 'filled' : 'default'} disabled={reason !== null} onClick={() => saveAsNew(id)}>
          {open === null ? 'Save view…' : 'Save as new…'}
        </Button>
        {open !== null && (
          <Button variant="subtle" color="gray" onClick={() => void leaveView(id)}>
            Leave view
          </Button>
        )}
      </Group>
    </section>
  );
}

function describeState(isSaved: boolean, changes: string): string {
  if (!isSaved) return 'Camera, questions, canonical phrases, colours and marks are saved together.';
  return changes === '' ? 'As it was saved.' : `Changed since it was saved: ${changes}.`;
}

function useReasonNotToSave({ card, readOnly }: ProjectDetail): string | null {
  const runs = useRuns(card.id).data;
  const hasScene = useViewportStore(({ commands }) => commands !== null);
  if (readOnly) return 'This project is open for reading only, so views cannot be saved here.';
  if (runs !== undefined && viewedRun(runs) === undefined)
    return 'Train the project first: a view is one of its field.';
  return hasScene ? null : 'There is no 3D view to save.';
}

/** Says when other canonical phrases count than the project's. */
function CanonicalOfView() {
  const set = useCanonicalOfView((state) => state.set);
  if (set === null) return null;
  return (
    <div className={classes.notice} role="status">
      <span>
        Weighed against “{set.name}” as it was when this view was saved; the project weighs against other phrases now.
      </span>
      <Button variant="default" size="compact-xs" onClick={() => weighAsInView(null)}>
        Use the project’s
      </Button>
    </div>
  );
}

/** Says when the answers come from another run than the view was saved with. */
function RunOfView({ project }: { project: ProjectDetail }) {
  const savedWith = useOpenView(({ open }) => open?.content.runId ?? null);
  const asked = useQuestionStore(({ runId }) => runId);
  const runs = useRuns(project.card.id).data ?? [];
  if (savedWith === null || asked === null || savedWith === asked) return null;
  const numberOf = (runId: string) => runs.find(({ id }) => id === runId)?.number;
  const saved = numberOf(savedWith);
  return (
    <div className={classes.notice} role="status">
      {saved === undefined
        ? `The run that this view was saved with is gone; run ${numberOf(asked)} answers in its place.`
        : `Saved with run ${saved}, which has no language index now; run ${numberOf(asked)} answers in its place.`}
    </div>
  );
}
