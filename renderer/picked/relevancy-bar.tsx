import classes from './picked.module.css';

/** Relevancy from 0 to 1, with a line where a place is as much like the phrase as like a canonical one. */
export function RelevancyBar({ relevancy, colour }: { relevancy: number; colour?: string }) {
  return (
    <svg className={classes.track} aria-hidden preserveAspectRatio="none" viewBox="0 0 100 10">
      <rect className={classes.ground} width={100} height={10} />
      <rect
        className={classes.fill}
        data-even={relevancy < 0.5 || undefined}
        width={100 * Math.min(1, Math.max(0, relevancy))}
        height={10}
        {...(colour !== undefined && { style: { fill: colour } })}
      />
      <line className={classes.even} x1={50} x2={50} y1={0} y2={10} />
    </svg>
  );
}
