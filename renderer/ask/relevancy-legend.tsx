import type { AskOutput } from '../stores/ask-store.ts';
import classes from './ask-bar.module.css';
import { gradientOf } from './colour-maps.ts';

/** What the colours mean: a heat map shows all of [0, 1], matches only what is above neutral. */
export function RelevancyLegend({ output, peak }: { output: AskOutput; peak: number }) {
  const [from, to] = output === 'relevancy' ? ['0', '1'] : ['0.5', Math.max(0.5, peak).toFixed(2)];
  return (
    <span className={classes.legend} role="img" aria-label={`Colours from relevancy ${from}, blue, to ${to}, red`}>
      <span>{from}</span>
      <span className={classes.gradient} style={{ background: gradientOf('turbo') }} />
      <span>{to}</span>
    </span>
  );
}
