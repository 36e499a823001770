import classes from './objects.module.css';

/** A number in [0, 1] and how long it is. */
export function ScoreBar({ label, value }: { label: string; value: number }) {
  return (
    <span className={classes.score} title={label}>
      <span className={classes.scoreTrack} aria-hidden>
        <span style={{ width: `${100 * Math.min(1, Math.max(0, value))}%` }} />
      </span>
      <span className="visually-hidden">{label} </span>
      {value.toFixed(2)}
    </span>
  );
}
