import { CloseButton, Combobox, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { IconHistory, IconPinFilled, IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useAskedQueries } from '../api/queries.ts';
import { DRAFT_ID, MOST_CHIPS, setDraft, useQuestionStore } from '../stores/question-store.ts';
import classes from './ask-panel.module.css';
import { queryFieldProps } from './focus-query-field.ts';
import { commitQuestion, forgetQuery } from './remember-query.ts';
import { suggestionsFor } from './suggestions.ts';

/** What is typed is asked at once; Enter keeps it as a question of its own. */
export function QueryField({ projectId }: { projectId: string }) {
  const draft = useQuestionStore((question) => question.draft);
  const isFull = useQuestionStore((question) => question.chips.length >= MOST_CHIPS);
  const isPending = useQuestionStore((question) => question.pending.includes(DRAFT_ID));
  const asked = useAskedQueries(projectId).data ?? [];
  const suggestions = suggestionsFor(asked, draft);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });

  const commit = () => {
    combobox.closeDropdown();
    commitQuestion(projectId);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      // The first closes the suggestions, the next empties the field, the last leaves it.
      event.stopPropagation();
      if (combobox.dropdownOpened && suggestions.length > 0) combobox.closeDropdown();
      else if (draft !== '') setDraft('');
      else event.currentTarget.blur();
    }
    if (event.key === 'Delete' && event.shiftKey) {
      const marked = suggestions[combobox.getSelectedOptionIndex()];
      if (marked !== undefined && combobox.dropdownOpened) {
        event.preventDefault();
        void forgetQuery(projectId, marked.text);
      }
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <Combobox
        store={combobox}
        onOptionSubmit={(text) => {
          setDraft(text);
          commit();
        }}
      >
        <Combobox.Target>
          <TextInput
            {...queryFieldProps}
            size="sm"
            aria-label="Ask the scene"
            placeholder="What are you looking for?"
            description={
              isFull && draft !== '' ? 'Eight questions at once are the most: remove one to keep this.' : null
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={
              isPending ? (
                <Loader size={14} className={classes.late!} aria-label="Looking" />
              ) : (
                draft !== '' && <CloseButton size="sm" aria-label="Empty the field" onClick={() => setDraft('')} />
              )
            }
            maxLength={200}
            value={draft}
            onChange={(event) => {
              setDraft(event.currentTarget.value);
              combobox.openDropdown();
              combobox.resetSelectedOption();
            }}
            onClick={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={onKeyDown}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options aria-label="Asked before">
            {suggestions.map(({ text, pinned }) => (
              <Combobox.Option key={text} value={text} className={classes.suggestion!}>
                {pinned ? (
                  <IconPinFilled size={14} role="img" aria-label="Pinned" />
                ) : (
                  <IconHistory size={14} aria-hidden color="var(--mantine-color-dimmed)" />
                )}
                <span className="ellipsis">{text}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
          <Combobox.Footer>
            <Text size="xs" c="dimmed">
              ↓ and Enter choose, Shift+Delete forgets.
            </Text>
          </Combobox.Footer>
        </Combobox.Dropdown>
      </Combobox>
    </form>
  );
}
