import { Code } from '@mantine/core';
import classes from './crash.module.css';

/** What only whoever looks for the mistake wants to read. */
export function CrashDetails({ text }: { readonly text: string }) {
  return (
    <details className={classes.details}>
      <summary>Details</summary>
      {/* It scrolls, so it has to be reached by the keyboard. */}
      <Code block className={classes.report!} tabIndex={0} role="region" aria-label="Crash report">
        {text}
      </Code>
    </details>
  );
}
