import classes from './held-out.module.css';

/** Marks a frame that training never sees. */
export function HeldOut() {
  return <span className={classes.heldOut}>held out</span>;
}
