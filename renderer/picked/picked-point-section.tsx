import { Button, Skeleton, Text } from '@mantine/core';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { pickPoint, useQuestionStore } from '../stores/question-store.ts';
import { openVocabulary } from '../vocabulary/vocabulary-dialog.tsx';
import { describeWords } from './describe-pick.ts';
import classes from './picked.module.css';
import { PickedActions } from './picked-actions.tsx';
import { PickedFacts } from './picked-facts.tsx';
import { PickedQuestions, PickedWords } from './picked-relevancy.tsx';
import { usePicked } from './use-picked.ts';

/** What the clicked place is, as far as the field knows. */
export function PickedPointSection({ projectId }: { projectId: string }) {
  const runId = useQuestionStore((state) => state.runId);
  const point = useQuestionStore((state) => state.pickedPoint);
  const picked = usePicked(projectId);
  return (
    <FoldingSection
      fold="picked"
      title="Picked place"
      {...(point !== null && picked.data && { summary: describeWords(picked.data) })}
    >
      {runId === null || point === null ? (
        <Text size="xs" c="dimmed">
          {runId === null
            ? 'There is no language index yet: a place can be clicked once there is one.'
            : 'Click a place in the 3D view to see what is there.'}
        </Text>
      ) : (
        <>
          {picked.isPending && <Skeleton height={140} aria-label="Looking at the place" />}
          {picked.error && (
            <FailureMessage error={picked.error}>
              <Button variant="default" onClick={() => void picked.refetch()}>
                Try again
              </Button>
              <Button variant="default" onClick={() => pickPoint(null)}>
                Clear
              </Button>
            </FailureMessage>
          )}
          {picked.data && !picked.error && (
            <div
              className={classes.place}
              data-behind={picked.isPlaceholderData || undefined}
              aria-busy={picked.isPlaceholderData}
            >
              <p className={classes.name} role="status">
                {describeWords(picked.data)}
              </p>
              {!picked.data.counts && <p className={classes.doubt}>Does not count in answers. {picked.data.reason}</p>}
              <PickedActions projectId={projectId} runId={runId} picked={picked.data} />
              <PickedWords picked={picked.data} />
              <PickedQuestions picked={picked.data} />
              <PickedFacts projectId={projectId} runId={runId} picked={picked.data} />
            </div>
          )}
        </>
      )}
      <Button
        variant="subtle"
        size="compact-xs"
        className={classes.vocabulary!}
        onClick={() => openVocabulary(projectId)}
      >
        Edit the vocabulary…
      </Button>
    </FoldingSection>
  );
}
