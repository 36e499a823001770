import classes from './path-text.module.css';

/** A path in dimmed text; where it is too long its beginning gives way, because its end says more. */
export function PathText({ path }: { path: string }) {
  return (
    <span className={classes.path} title={path}>
      <bdi>{path}</bdi>
    </span>
  );
}
