import { Button, Text } from '@mantine/core';
import type { Job, RenderResult } from '../../main/api/contract.ts';
import { showEncoders } from '../actions/application-actions.ts';
import { formatDuration } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { UnknownWords } from './unknown-words.tsx';

interface AnswerNoticeProps {
  /** Undefined where the engine was restarted since. */
  readonly job: Job | undefined;
  readonly query: string;
  /** The encoder of the field that answers. */
  readonly encoderId: string;
}

/** How far the answer is, and what has to be said about it. */
export function AnswerNotice({ job, query, encoderId }: AnswerNoticeProps) {
  switch (job?.state) {
    case undefined:
      return <Text size="xs">The answer was lost when the engine was restarted: ask again.</Text>;
    case 'queued':
    case 'running':
      return (
        <Text size="xs" c="dimmed" role="status">
          {describeProgress(job, query)}
        </Text>
      );
    case 'cancelled':
      return (
        <Text size="xs" c="dimmed" role="status">
          Cancelled.
        </Text>
      );
    case 'failed':
      return (
        <FailureMessage error={job.error ?? 'The answer could not be rendered.'}>
          <Button variant="default" size="compact-xs" onClick={showEncoders.perform}>
            Open encoders
          </Button>
        </FailureMessage>
      );
    case 'done': {
      const { relevancy } = job.result as RenderResult;
      if (relevancy === null) return null;
      const { unknownWords, peak } = relevancy;
      if (unknownWords.length > 0) {
        return <UnknownWords words={unknownWords} encoderId={encoderId} />;
      }
      return (
        <Text size="xs" c="dimmed" role="status">
          {peak > 0.5
            ? `“${query}”: highest relevancy ${peak.toFixed(2)}.`
            : `Nothing in this view is more like “${query}” than like any other thing.`}
        </Text>
      );
    }
  }
}

function describeProgress({ state, progress }: Job, query: string): string {
  if (state === 'queued') return 'Waiting for another job to end';
  const { done, total, secondsLeft } = progress;
  const far = total ? `, ${Math.round((100 * done) / total)} %` : '';
  return `Looking for “${query}”${far}${secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`}`;
}
