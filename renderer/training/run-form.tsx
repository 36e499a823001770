import { Button, NumberInput, SegmentedControl, Select, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconPlayerPlayFilled } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Device, DeviceInfo, Preset, Run } from '../../main/api/contract.ts';
import { useDevices, useEncoders } from '../api/queries.ts';
import { deviceLabels } from '../devices/device-labels.ts';
import { FailureNote } from './failure-note.tsx';
import { draftAfter, languageChoiceOf } from './language-draft.ts';
import { LanguageFields } from './language-fields.tsx';
import classes from './run-form.module.css';
import { presets } from './run-presets.ts';
import { useStartRun } from './use-run-actions.ts';

interface RunFormProps {
  projectId: string;
  /** Newest first: the newest one's choices are the first proposal. Without any the form stands open. */
  runs: readonly Run[];
  /** Why no run can be started now; null if one can. */
  blocked: string | null;
  onStarted: (run: Run) => void;
}

const mostSteps = 1_000_000;
const mostSeed = 0xffff_ffff;

/** What to train, on what, for how long. */
export function RunForm({ projectId, runs, blocked, onStarted }: RunFormProps) {
  const previous = runs[0] ?? null;
  const devices = useDevices();
  const encoders = useEncoders();
  const start = useStartRun(projectId);
  const [isOpen, setIsOpen] = useState(previous === null);
  const [preset, setPreset] = useState<Preset>(previous?.preset ?? 'fast');
  const [device, setDevice] = useState<Device>(previous?.device ?? 'auto');
  const [steps, setSteps] = useState<number | string>(previous?.steps ?? presets.fast.steps);
  const [seed, setSeed] = useState<number | string>(previous?.seed ?? 0);
  const [language, setLanguage] = useState(() => draftAfter(previous));
  const trained = runs.filter(({ checkpointStep }) => checkpointStep !== null);
  const { continueFrom } = language;

  const choosePreset = (chosen: Preset) => {
    if (steps === presets[preset].steps) setSteps(presets[chosen].steps);
    setPreset(chosen);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const request = { preset, device, steps: Number(steps), seed: Number(seed), continueFrom };
    start.mutate({ ...request, language: languageChoiceOf(language, encoders.data) }, { onSuccess: onStarted });
  };
  const chosenDevice = devices.data?.devices.find((info) => info.device === device);
  const stepsError = isWhole(steps, 1, mostSteps) ? null : 'From 1 to 1,000,000';
  const seedError = isWhole(seed, 0, mostSeed) ? null : 'From 0 to 4,294,967,295';

  return (
    <form className={classes.form} aria-label="New run" onSubmit={submit}>
      <h2 className={classes.title}>
        <UnstyledButton className={classes.opener} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          New run <IconChevronDown size={16} className={classes.chevron} />
        </UnstyledButton>
      </h2>
      {isOpen && (
        <>
          <div>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label="Preset"
              disabled={blocked !== null || continueFrom !== null}
              data={Object.entries(presets).map(([value, { label }]) => ({ value, label }))}
              value={preset}
              onChange={(value) => choosePreset(value as Preset)}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {presets[preset].description}
            </Text>
          </div>
          <Select
            label="Device"
            disabled={blocked !== null || devices.data === undefined}
            data={(devices.data?.devices ?? []).map(deviceItem)}
            value={device}
            onChange={(value) => setDevice(value as Device)}
            renderOption={({ option }) => (
              <div>
                <div>{option.label}</div>
                <Text size="xs" c="dimmed">
                  {devices.data?.devices.find((info) => info.device === option.value)?.detail}
                </Text>
              </div>
            )}
            description={chosenDevice?.detail}
            classNames={{ option: classes.device! }}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <div className={classes.numbers}>
            <NumberInput
              label="Steps"
              min={1}
              max={mostSteps}
              step={500}
              allowDecimal={false}
              thousandSeparator=","
              disabled={blocked !== null}
              value={steps}
              onChange={setSteps}
              error={stepsError}
            />
            <NumberInput
              label="Seed"
              min={0}
              max={mostSeed}
              allowDecimal={false}
              disabled={blocked !== null}
              value={seed}
              onChange={setSeed}
              error={seedError}
            />
          </div>
          <LanguageFields
            projectId={projectId}
            draft={language}
            trained={trained}
            disabled={blocked !== null}
            onChange={(change) => {
              setLanguage({ ...language, ...change });
              // A field can only be taken over at the size it has.
              const from = trained.find(({ id }) => id === change.continueFrom);
              if (from) choosePreset(from.preset);
            }}
          />
          {devices.error && <FailureNote failure={devices.error} />}
          {start.error && <FailureNote failure={start.error} />}
          {blocked !== null && (
            <Text size="xs" c="dimmed" id="run-blocked">
              {blocked}
            </Text>
          )}
          <Button
            type="submit"
            leftSection={<IconPlayerPlayFilled size={14} />}
            loading={start.isPending}
            disabled={blocked !== null || stepsError !== null || seedError !== null || encoders.isPending}
            aria-describedby={blocked === null ? undefined : 'run-blocked'}
          >
            Start training
          </Button>
        </>
      )}
    </form>
  );
}

function isWhole(value: number | string, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function deviceItem({ device, available }: DeviceInfo) {
  return { value: device, label: deviceLabels[device], disabled: !available };
}
