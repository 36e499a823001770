import { Button, Text } from '@mantine/core';
import { showEncoders } from '../actions/application-actions.ts';
import { useEncoders } from '../api/queries.ts';
import classes from './ask-panel.module.css';

/** Says that an answer means little because its encoder has not learned these words, and offers those that have. */
export function UnknownWords({ words, encoderId }: { words: readonly string[]; encoderId: string | undefined }) {
  const encoder = useEncoders().data?.encoders.find(({ id }) => id === encoderId);
  return (
    <div className={classes.notice}>
      <Text size="xs" role="status">
        {encoder?.name ?? 'The encoder'} has never seen {listOf(words)}, so the answer means little. Larger encoders
        know {words.length === 1 ? 'it' : 'them'}.
      </Text>
      <Button variant="default" size="compact-xs" style={{ flex: 'none' }} onClick={showEncoders.perform}>
        Open encoders
      </Button>
    </div>
  );
}

/** ["a", "b", "c"] → “a”, “b” and “c” */
function listOf(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words.map((word) => `“${word}”`)).replace(/, and /, ' and ');
}
