import { SegmentedControl, Slider, Switch, Text, Tooltip } from '@mantine/core';
import type { ColourMap, PhraseAnswer, RelevancyDisplay } from '../../main/api/contract.ts';
import { type Chip, changeChip, setDisplay, useQuestionStore } from '../stores/question-store.ts';
import classes from './ask-panel.module.css';
import { gradientOf } from './colour-maps.ts';
import legend from './display-settings.module.css';
import { NEUTRAL, shownRange } from './relevancy-range.ts';

const MAPS: { value: ColourMap; label: string }[] = [
  { value: 'turbo', label: 'Turbo' },
  { value: 'viridis', label: 'Viridis' },
];

const RANGES: { value: RelevancyDisplay['range']; label: string; meaning: string }[] = [
  { value: 'raw', label: 'Raw', meaning: 'All relevancies, from 0 to 1' },
  { value: 'centred', label: 'Centred', meaning: 'From 0.5 on: what fits better than every canonical phrase' },
  { value: 'normalised', label: 'Normalised', meaning: 'From the least to the most relevant place of the scene' },
];

/** How relevancy becomes colour, and from where on it makes an object. */
export function DisplaySettings({ chip, answer }: { chip: Chip; answer: PhraseAnswer | undefined }) {
  const { colourMap, range, opacity } = useQuestionStore((question) => question.display);
  const threshold = chip.threshold ?? answer?.threshold ?? NEUTRAL;
  return (
    <div className={classes.block}>
      {answer && <Legend colourMap={colourMap} range={range} answer={answer} threshold={threshold} />}
      <div className={classes.row}>
        <SegmentedControl
          size="xs"
          aria-label="Colour map"
          data={MAPS}
          value={colourMap}
          onChange={(value) => setDisplay({ colourMap: value as ColourMap })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Range of relevancy"
          data={RANGES.map(({ value, label, meaning }) => ({
            value,
            label: (
              <Tooltip label={meaning}>
                <span>{label}</span>
              </Tooltip>
            ),
          }))}
          value={range}
          onChange={(value) => setDisplay({ range: value as RelevancyDisplay['range'] })}
        />
      </div>
      <div className={classes.setting}>
        <Text size="xs">Opacity</Text>
        <Slider
          min={0}
          max={1}
          step={0.05}
          value={opacity}
          label={(value) => `${Math.round(100 * value)} %`}
          thumbLabel="Opacity of the colours"
          thumbValueText={(value) => `${Math.round(100 * value)} %`}
          onChange={(value) => setDisplay({ opacity: value })}
        />
        <Text size="xs" className={classes.number!}>
          {Math.round(100 * opacity)} %
        </Text>
      </div>
      <div className={classes.setting}>
        <Text size="xs">Threshold</Text>
        <Slider
          min={0}
          max={1}
          step={0.01}
          value={threshold}
          label={(value) => value.toFixed(2)}
          thumbLabel="Relevancy from which on a place belongs to an object"
          onChange={(value) => changeChip(chip.id, { threshold: value })}
        />
        <Text size="xs" className={classes.number!}>
          {threshold.toFixed(2)}
        </Text>
      </div>
      <Switch
        className={classes.afterSetting!}
        label="Automatic threshold"
        checked={chip.threshold === null}
        onChange={(event) => changeChip(chip.id, { threshold: event.currentTarget.checked ? null : threshold })}
      />
    </div>
  );
}

interface LegendProps extends Pick<RelevancyDisplay, 'colourMap' | 'range'> {
  readonly answer: PhraseAnswer;
  readonly threshold: number;
}

/** What the colours in the scene mean, with a mark where objects begin. */
function Legend({ colourMap, range, answer, threshold }: LegendProps) {
  const [from, to] = shownRange(range, answer);
  if (to <= from) {
    return (
      <Text size="xs" c="dimmed">
        No place reaches {from.toFixed(2)}, so none is coloured; “Normalised” shows where relevancy is highest.
      </Text>
    );
  }
  const at = (threshold - from) / (to - from);
  return (
    <div
      className={legend.legend}
      role="img"
      aria-label={`Colours from relevancy ${from.toFixed(2)} to ${to.toFixed(2)}; objects begin at ${threshold.toFixed(2)}`}
    >
      <span>{from.toFixed(2)}</span>
      <span className={legend.bar} style={{ background: gradientOf(colourMap) }}>
        {at >= 0 && at <= 1 && <span className={legend.threshold} style={{ left: `${100 * at}%` }} />}
      </span>
      <span>{to.toFixed(2)}</span>
    </div>
  );
}
