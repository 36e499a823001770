import { Loader, Select, Text } from '@mantine/core';
import { usePhraseSets, useProject } from '../api/queries.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { AddPhrase } from './add-phrase.tsx';
import classes from './canonical.module.css';
import { changeSet, weighAgainst } from './change-sets.ts';
import { addPhrase, describePhrases, enablePhrase, movePhrase, type PhraseSet, removePhrase } from './phrase-list.ts';
import { PhraseRows } from './phrase-rows.tsx';
import { SetMenu } from './set-menu.tsx';

/** The set of phrases that relevancy is weighed against: which one, and what is in it. */
export function CanonicalSection({ projectId }: { projectId: string }) {
  const query = usePhraseSets(projectId);
  const { data: project } = useProject(projectId);
  const used = query.data?.sets.find(({ id }) => id === query.data.usedId);
  return (
    <FoldingSection
      fold="canonical"
      title="Canonical phrases"
      {...(used && { summary: `${used.name} · ${describePhrases(used)}` })}
    >
      <Text size="xs" c="dimmed">
        A place is relevant if it is more like what you ask for than like each of these general phrases.
      </Text>
      {query.isPending && <Loader aria-label="Reading the canonical phrases" />}
      {query.error && <FailureMessage error={query.error} />}
      {query.data && used && (
        <SetEditor projectId={projectId} sets={query.data.sets} used={used} readOnly={project?.readOnly ?? true} />
      )}
    </FoldingSection>
  );
}

interface SetEditorProps {
  readonly projectId: string;
  readonly sets: readonly PhraseSet[];
  readonly used: PhraseSet;
  readonly readOnly: boolean;
}

function SetEditor({ projectId, sets, used, readOnly }: SetEditorProps) {
  const change = (label: string, edit: Parameters<typeof changeSet>[3]) => void changeSet(projectId, used, label, edit);
  return (
    <>
      <div className={classes.choice}>
        <Select
          aria-label="Set of canonical phrases"
          className={classes.set!}
          data={sets.map(({ id, name }) => ({ value: id, label: name }))}
          value={used.id}
          disabled={readOnly}
          onChange={(id) => {
            const chosen = sets.find((set) => set.id === id);
            if (chosen !== undefined) void weighAgainst(projectId, chosen);
          }}
        />
        <SetMenu projectId={projectId} sets={sets} set={used} readOnly={readOnly} />
      </div>
      <PhraseRows
        key={used.id}
        set={used}
        readOnly={readOnly}
        onEnable={(text, enabled) =>
          change(`${enabled ? 'Use' : 'Leave out'} “${text}”`, (set) => enablePhrase(set, text, enabled))
        }
        onMove={(text, to) => change(`Move “${text}”`, (set) => movePhrase(set, text, to))}
        onRemove={(text) => change(`Remove “${text}”`, (set) => removePhrase(set, text))}
      />
      {!readOnly && <AddPhrase set={used} onAdd={(text) => change(`Add “${text}”`, (set) => addPhrase(set, text))} />}
      <Text size="xs" c="dimmed">
        {noteOn(used, readOnly)}
      </Text>
    </>
  );
}

function noteOn({ isBuiltIn }: PhraseSet, readOnly: boolean): string | null {
  if (readOnly) return 'This project is open for reading only, so its sets cannot be changed here.';
  return isBuiltIn ? 'This set ships with the program and stays as it is: a change makes a copy and uses that.' : null;
}
