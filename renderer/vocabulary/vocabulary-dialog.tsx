import { ActionIcon, Button, Group, Loader, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDownload, IconRestore, IconSearch, IconUpload, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useProject, useVocabulary } from '../api/queries.ts';
import { countOf } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { saveText } from '../frame/save-text.ts';
import { changeVocabulary, resetVocabulary } from './change-vocabulary.ts';
import classes from './vocabulary.module.css';
import { addWords, describeAdditions, filterWords, removeWord } from './word-list.ts';

export function openVocabulary(projectId: string): void {
  modals.open({ title: 'Vocabulary', size: 560, children: <VocabularyEditor projectId={projectId} /> });
}

/** The words that a clicked place is compared with. */
function VocabularyEditor({ projectId }: { projectId: string }) {
  const vocabulary = useVocabulary(projectId);
  const readOnly = useProject(projectId).data?.readOnly ?? true;
  return (
    <Stack gap="sm">
      <Text c="dimmed">
        A clicked place is compared with each of these words, and the best-fitting ones are told. Words that the encoder
        has never seen are left out.
      </Text>
      {vocabulary.isPending && <Loader aria-label="Reading the vocabulary" />}
      {vocabulary.error && (
        <FailureMessage error={vocabulary.error}>
          <Button onClick={() => void vocabulary.refetch()}>Try again</Button>
        </FailureMessage>
      )}
      {vocabulary.data && (
        <>
          {!readOnly && <AddWords projectId={projectId} words={vocabulary.data} />}
          <WordList projectId={projectId} words={vocabulary.data} readOnly={readOnly} />
          <VocabularyFile projectId={projectId} words={vocabulary.data} readOnly={readOnly} />
        </>
      )}
    </Stack>
  );
}

interface WordsProps {
  readonly projectId: string;
  readonly words: readonly string[];
}

function AddWords({ projectId, words }: WordsProps) {
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<string | null>(null);
  const submit = () => {
    const additions = addWords(words, text);
    setOutcome(describeAdditions(additions));
    setText('');
    if (additions.added === 0) return;
    void changeVocabulary(projectId, 'Add words', (present) => addWords(present, text).words);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={classes.add}>
        <Textarea
          data-autofocus
          size="xs"
          autosize
          minRows={1}
          maxRows={5}
          className={classes.field!}
          label="Add words"
          description="One in each line, or with commas between them."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || text.trim() === '') return;
            event.preventDefault();
            submit();
          }}
        />
        <Button type="submit" variant="default" disabled={text.trim() === ''}>
          Add
        </Button>
      </div>
      <Text size="xs" c="dimmed" role="status">
        {outcome}
      </Text>
    </form>
  );
}

function WordList({ projectId, words, readOnly }: WordsProps & { readOnly: boolean }) {
  const [filter, setFilter] = useState('');
  const shown = filterWords(words, filter);
  return (
    <div>
      <TextInput
        aria-label="Look for a word"
        placeholder="Look for a word"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <ul className={classes.words} aria-label="Words" tabIndex={0}>
        {shown.map((word) => (
          <li key={word} className={classes.word}>
            <span className="ellipsis" title={word}>
              {word}
            </span>
            <ActionIcon
              size={20}
              aria-label={`Remove ${word}`}
              disabled={readOnly || words.length === 1}
              onClick={() =>
                void changeVocabulary(projectId, `Remove “${word}”`, (present) => removeWord(present, word))
              }
            >
              <IconX size={12} aria-hidden />
            </ActionIcon>
          </li>
        ))}
        {shown.length === 0 && <li className={classes.none}>No word contains “{filter.trim()}”.</li>}
      </ul>
      <Text size="xs" c="dimmed" role="status">
        {shown.length === words.length ? countOf(words.length, 'word') : `${shown.length} of ${words.length} words`}
      </Text>
    </div>
  );
}

function VocabularyFile({ projectId, words, readOnly }: WordsProps & { readOnly: boolean }) {
  const file = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const read = async (chosen: File) => {
    const text = await chosen.text();
    const additions = addWords(words, text);
    setOutcome(`${chosen.name}: ${describeAdditions(additions)}`);
    if (additions.added === 0) return;
    await changeVocabulary(projectId, 'Import words', (present) => addWords(present, text).words);
  };
  return (
    <div>
      <Group gap={6}>
        <Button
          variant="default"
          disabled={readOnly}
          leftSection={<IconUpload size={14} aria-hidden />}
          onClick={() => file.current?.click()}
        >
          Import…
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => saveText('vocabulary.txt', `${words.join('\n')}\n`)}
        >
          Export
        </Button>
        <Button
          variant="default"
          disabled={readOnly}
          leftSection={<IconRestore size={14} aria-hidden />}
          onClick={() => void resetVocabulary(projectId)}
        >
          Reset to default
        </Button>
      </Group>
      <Text size="xs" c="dimmed" role="status" mt={4}>
        {outcome}
      </Text>
      <input
        ref={file}
        type="file"
        hidden
        accept=".txt,.csv,text/plain"
        aria-label="File of words"
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          if (chosen !== undefined) void read(chosen);
          currentTarget.value = ''; // the same file can be chosen again
        }}
      />
    </div>
  );
}
