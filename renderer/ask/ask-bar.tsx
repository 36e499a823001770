import { Button, CloseButton, Group, SegmentedControl, Slider, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { FormEvent } from 'react';
import type { ProjectDetail, RenderResult } from '../../main/api/contract.ts';
import { useRuns } from '../api/queries.ts';
import {
  ASK_FIELD_ID,
  type AskOutput,
  type Question,
  setAnswerOpacity,
  setAskText,
  useAskStore,
} from '../stores/ask-store.ts';
import { isLiveJob, useJob } from '../stores/live-store.ts';
import { showTab } from '../stores/panel-store.ts';
import { AnswerNotice } from './answer-notice.tsx';
import classes from './ask-bar.module.css';
import { askFrame, dropQuestion } from './ask-frame.ts';
import { RelevancyLegend } from './relevancy-legend.tsx';

/** As far as the automatic search goes, in units of the world. */
const LARGEST_SCALE = 1.5;

const OUTPUTS: { value: AskOutput; label: string }[] = [
  { value: 'composite', label: 'Matches' },
  { value: 'relevancy', label: 'Heat map' },
];

/** Asks the language field where something is in the view through a camera. */
export function AskBar({ project, frame }: { project: ProjectDetail; frame: number }) {
  const runs = useRuns(project.card.id);
  const answering = runs.data?.findLast(({ language, checkpointStep }) => language !== null && checkpointStep !== null);
  const { text, output, scale, opacity } = useAskStore();
  const asked = useAskStore((ask) => ask.asked[frame]);
  const job = useJob(asked?.jobId);
  const isWorking = job !== undefined && isLiveJob(job);
  const relevancy = job?.state === 'done' ? (job.result as RenderResult).relevancy : null;

  const ask = (change: Partial<Question>) => {
    const question = { query: text.trim(), output, scale, ...change };
    if (question.query !== '') void askFrame(project.card.id, frame, question);
  };
  /** What changes how an answer is made asks again, if there is one. */
  const change = (settings: Partial<Pick<Question, 'output' | 'scale'>>) => {
    useAskStore.setState(settings);
    if (asked) ask({ query: asked.question.query, ...settings });
  };

  if (runs.data !== undefined && answering === undefined) {
    return (
      <div className={classes.bar}>
        <Group gap="xs" wrap="nowrap" justify="center" px={8}>
          <span>This project has no language field yet, so it cannot be asked.</span>
          <Button variant="default" size="compact-sm" style={{ flex: 'none' }} onClick={() => showTab('training')}>
            Train one
          </Button>
        </Group>
      </div>
    );
  }

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    ask({});
  };

  return (
    <section className={classes.bar} aria-label="Ask">
      <form className={classes.row} onSubmit={onSubmit}>
        <TextInput
          id={ASK_FIELD_ID}
          className={classes.field!}
          aria-label="What are you looking for?"
          placeholder="What are you looking for?"
          leftSection={<IconSearch size={15} aria-hidden />}
          maxLength={300}
          value={text}
          onChange={(event) => setAskText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // As everywhere: the first Escape leaves the field, the next one the camera.
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            event.currentTarget.blur();
          }}
        />
        <Button type="submit" disabled={text.trim() === '' || answering === undefined}>
          Ask
        </Button>
        <SegmentedControl
          size="xs"
          aria-label="Kind of answer"
          data={OUTPUTS}
          value={output}
          onChange={(value) => change({ output: value as AskOutput })}
        />
        {asked && (
          <CloseButton aria-label={isWorking ? 'Cancel' : 'Remove the answer'} onClick={() => dropQuestion(frame)} />
        )}
      </form>
      {asked && (
        <div className={classes.row}>
          {relevancy && <RelevancyLegend output={asked.question.output} peak={relevancy.peak} />}
          <Switch
            label={scale === null && relevancy ? `Scale ${relevancy.scale.toFixed(2)}, automatic` : 'Automatic scale'}
            checked={scale === null}
            onChange={(event) => change({ scale: event.currentTarget.checked ? null : (relevancy?.scale ?? 0.5) })}
          />
          {scale !== null && (
            <Slider
              key={scale}
              className={classes.slider!}
              min={0}
              max={LARGEST_SCALE}
              step={0.05}
              defaultValue={scale}
              label={(value) => value.toFixed(2)}
              thumbLabel="Size of what is looked for"
              onChangeEnd={(value) => change({ scale: value })}
            />
          )}
          <Slider
            className={classes.slider!}
            min={0}
            max={1}
            step={0.05}
            value={opacity}
            label={(value) => `${Math.round(value * 100)} %`}
            thumbLabel="Opacity of the answer"
            onChange={setAnswerOpacity}
          />
        </div>
      )}
      {asked && answering && (
        <AnswerNotice job={job} query={asked.question.query} encoderId={answering.language!.encoder} />
      )}
    </section>
  );
}
