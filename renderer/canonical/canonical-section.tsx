import { Button, Group, Loader, Select, Text } from '@mantine/core';
import type { PhraseSetBody } from '../../main/api/contract.ts';
import { usePhraseSets, useProject } from '../api/queries.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { useCanonicalOfView, weighAsInView } from '../stores/canonical-store.ts';
import { AddPhrase } from './add-phrase.tsx';
import classes from './canonical.module.css';
import { adoptPhrases, changeSet, weighAgainst } from './change-sets.ts';
import {
  activePhrases,
  addPhrase,
  describePhrases,
  enablePhrase,
  movePhrase,
  type PhraseSet,
  removePhrase,
} from './phrase-list.ts';
import { PhraseRows } from './phrase-rows.tsx';
import { SetMenu } from './set-menu.tsx';

/** The set of phrases that relevancy is weighed against: which one, and what is in it. */
export function CanonicalSection({ projectId }: { projectId: string }) {
  const query = usePhraseSets(projectId);
  const { data: project } = useProject(projectId);
  const used = query.data?.sets.find(({ id }) => id === query.data.usedId);
  const ofView = useCanonicalOfView(({ set }) => set);
  const shown = ofView ?? used;
  return (
    <FoldingSection
      fold="canonical"
      title="Canonical phrases"
      {...(shown && { summary: `${shown.name} · ${describePhrases(shown)}` })}
    >
      <Text size="xs" c="dimmed">
        A place is relevant if it is more like what you ask for than like each of these general phrases.
      </Text>
      {query.isPending && <Loader aria-label="Reading the canonical phrases" />}
      {query.error && <FailureMessage error={query.error} />}
      {ofView !== null && (
        <PhrasesOfView projectId={projectId} set={ofView} usedName={used?.name} readOnly={project?.readOnly ?? true} />
      )}
      {query.data && used && ofView === null && (
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

interface PhrasesOfViewProps {
  readonly projectId: string;
  /** That the opened view was saved with. */
  readonly set: PhraseSetBody;
  readonly usedName: string | undefined;
  readonly readOnly: boolean;
}

/** The phrases of an opened view are not edited: it would not be that view any more. */
function PhrasesOfView({ projectId, set, usedName, readOnly }: PhrasesOfViewProps) {
  const keep = async () => {
    await adoptPhrases(projectId, set);
    weighAsInView(null);
  };
  return (
    <>
      <Text size="xs" role="status">
        The opened view was saved with “{set.name}”: {activePhrases(set).join(', ')}. Questions are weighed against
        these for now.
      </Text>
      <Group gap={6}>
        <Button variant="default" onClick={() => weighAsInView(null)}>
          {usedName === undefined ? 'Back to the set in use' : `Back to “${usedName}”`}
        </Button>
        <Button variant="default" disabled={readOnly} onClick={() => void keep()}>
          Use these from now on
        </Button>
      </Group>
    </>
  );
}
