import { Button, Group, Select, Slider, Switch, Text } from '@mantine/core';
import type { Run } from '../../main/api/contract.ts';
import { showEncoders } from '../actions/application-actions.ts';
import { useEncoders, useFeatures } from '../api/queries.ts';
import { choosableEncoders } from '../encoders/encoder-state.ts';
import { describeEstimate } from '../features/describe-estimate.ts';
import { FailureNote } from './failure-note.tsx';
import { isLanguageOn, LARGEST_CROP, type LanguageDraft, languageChoiceOf, SMALLEST_CROP } from './language-draft.ts';
import classes from './language-fields.module.css';

interface LanguageFieldsProps {
  projectId: string;
  draft: LanguageDraft;
  /** Runs that have a radiance field to take over. */
  trained: readonly Run[];
  disabled: boolean;
  onChange: (change: Partial<LanguageDraft>) => void;
}

/** The language field of a new run: whether, by which encoder, and the paper's ablations. */
export function LanguageFields({ projectId, draft, trained, disabled, onChange }: LanguageFieldsProps) {
  const encoders = useEncoders();
  const isOn = isLanguageOn(draft, encoders.data);
  const choice = languageChoiceOf(draft, encoders.data);
  const features = useFeatures(projectId, choice && { encoder: choice.encoder, dense: choice.dense });
  const estimate = features.data?.estimate ?? null;
  const wanted = [estimate?.encoder, draft.dense ? estimate?.denseEncoder : null];
  const missing = encoders.data?.encoders.find(({ id, state }) => wanted.includes(id) && state !== 'ready');
  const failure = encoders.error ?? features.error;

  return (
    <fieldset className={classes.fields} disabled={disabled}>
      <legend className="visually-hidden">Language field</legend>
      <Switch
        label="Language field"
        description={isOn ? null : 'Without it the scene can be seen but not asked.'}
        checked={isOn}
        disabled={disabled}
        onChange={(event) =>
          onChange({
            isOn: event.currentTarget.checked,
            ...(!event.currentTarget.checked && { continueFrom: null }),
          })
        }
      />
      {isOn && (
        <>
          <Select
            label="Encoder"
            data={choosableEncoders(encoders.data?.encoders ?? []).map(({ id, name, state }) => ({
              value: id,
              label: state === 'ready' ? name : `${name} (not here)`,
            }))}
            value={choice?.encoder ?? null}
            disabled={disabled || encoders.data === undefined}
            onChange={(encoder) => onChange({ encoder })}
          />
          {missing ? (
            <Group gap="xs" justify="space-between" wrap="nowrap">
              <Text size="xs" role="status">
                {missing.name} is not on this computer.
              </Text>
              <Button variant="default" size="compact-xs" style={{ flex: 'none' }} onClick={showEncoders.perform}>
                Open encoders
              </Button>
            </Group>
          ) : (
            estimate !== null && (
              <Text size="xs" c="dimmed" role="status">
                {describeEstimate(estimate)}
                {estimate.images > 0 && ' The training begins with that.'}
              </Text>
            )
          )}
          {trained.length > 0 && (
            <Select
              label="Radiance field"
              data={[
                { value: '', label: 'A new one, trained together with it' },
                ...trained.map(({ id, number }) => ({ value: id, label: `That of run ${number}, kept as it is` })),
              ]}
              value={draft.continueFrom ?? ''}
              disabled={disabled}
              onChange={(id) => onChange({ continueFrom: id === '' ? null : id })}
            />
          )}
          <Switch
            label="DINO regularisation"
            description={draft.dense ? null : 'An ablation: groups of things become less sharp.'}
            checked={draft.dense}
            disabled={disabled}
            onChange={(event) => onChange({ dense: event.currentTarget.checked })}
          />
          <Switch
            label="All sizes of crops"
            description={draft.isSingleScale ? 'An ablation: only things of one size are learned well.' : null}
            checked={!draft.isSingleScale}
            disabled={disabled}
            onChange={(event) => onChange({ isSingleScale: !event.currentTarget.checked })}
          />
          {draft.isSingleScale && (
            <div>
              <Text size="xs">Only crops of {draft.cropPercent} % of the image’s height</Text>
              <Slider
                min={SMALLEST_CROP}
                max={LARGEST_CROP}
                label={null}
                thumbLabel="Size of the crops in percent of the image’s height"
                value={draft.cropPercent}
                disabled={disabled}
                onChange={(cropPercent) => onChange({ cropPercent })}
              />
            </div>
          )}
        </>
      )}
      {failure && <FailureNote failure={failure} />}
    </fieldset>
  );
}
