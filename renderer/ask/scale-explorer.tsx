import { Slider, Switch, Text } from '@mantine/core';
import type { PhraseAnswer } from '../../main/api/contract.ts';
import { type Chip, changeChip } from '../stores/question-store.ts';
import { NEUTRAL } from './relevancy-range.ts';
import classes from './scale-explorer.module.css';

interface ScaleExplorerProps {
  readonly chip: Chip;
  readonly phrases: readonly PhraseAnswer[];
  /** Sizes of what is looked for, units of the world. */
  readonly scales: readonly number[];
}

/** At which size things are looked for, with how relevant the best place is at every size. */
export function ScaleExplorer({ chip, phrases, scales }: ScaleExplorerProps) {
  const [first] = phrases;
  if (first === undefined || scales.length < 2) return null;
  const scale = chip.scale ?? first.scale;
  const size = scales[scale] ?? 0;
  return (
    <div className={classes.explorer}>
      <div className={classes.head}>
        <Text size="sm">
          Size <b>{size.toFixed(2)}</b>
          <Text span size="xs" c="dimmed">
            {chip.scale === null && phrases.length > 1 ? ' for the first phrase' : ' units of the world'}
          </Text>
        </Text>
        <Switch
          label="Automatic"
          checked={chip.scale === null}
          onChange={(event) => changeChip(chip.id, { scale: event.currentTarget.checked ? null : scale })}
        />
      </div>
      <ScaleCurve phrases={phrases} scales={scales} chosen={chip.scale} />
      <Slider
        className={classes.slider!}
        min={0}
        max={scales.length - 1}
        step={1}
        value={scale}
        label={(place) => scales[place]?.toFixed(2)}
        thumbLabel="Size of what is looked for"
        thumbValueText={`${size.toFixed(2)} units of the world`}
        onChange={(place) => changeChip(chip.id, { scale: place })}
      />
    </div>
  );
}

const HEIGHT = 44;
/** Maps that hardly change over the sizes are not drawn as if they did. */
const LEAST_SPAN = 0.05;

interface ScaleCurveProps extends Pick<ScaleExplorerProps, 'phrases' | 'scales'> {
  readonly chosen: number | null;
}

/** Highest relevancy over the scales, a line for each phrase; at 0.5 things fit no better than a canonical phrase does. */
function ScaleCurve({ phrases, scales, chosen }: ScaleCurveProps) {
  const peaks = phrases.flatMap((phrase) => phrase.peaks);
  const high = Math.max(...peaks);
  const low = Math.min(...peaks, high - LEAST_SPAN);
  const x = (place: number) => (100 * place) / (scales.length - 1);
  const y = (relevancy: number) => (HEIGHT * (high - relevancy)) / (high - low);
  return (
    <div className={classes.curve}>
      <svg
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={describe(phrases, scales)}
        height={HEIGHT}
      >
        {low < NEUTRAL && NEUTRAL < high && (
          <line className={classes.neutral} x1={0} x2={100} y1={y(NEUTRAL)} y2={y(NEUTRAL)} />
        )}
        {phrases.map(({ phrase, peaks, scale }, i) => {
          const at = chosen ?? scale;
          return (
            <g key={phrase} className={classes.phrase} data-first={i === 0 || undefined}>
              <polyline points={peaks.map((peak, place) => `${x(place)},${y(peak)}`).join(' ')} />
              <line className={classes.mark} x1={x(at)} x2={x(at)} y1={y(peaks[at] ?? low)} y2={HEIGHT} />
            </g>
          );
        })}
      </svg>
      <span className={classes.high}>{high.toFixed(2)}</span>
      <span className={classes.low}>{low.toFixed(2)}</span>
    </div>
  );
}

function describe(phrases: readonly PhraseAnswer[], scales: readonly number[]): string {
  const best = phrases.map(({ phrase, peaks }) => {
    const place = peaks.indexOf(Math.max(...peaks));
    return `“${phrase}” stands out most at ${scales[place]?.toFixed(2)}, with ${peaks[place]?.toFixed(2)}`;
  });
  return `Highest relevancy over size: ${best.join('; ')}`;
}
