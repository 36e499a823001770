import { Kbd } from '@mantine/core';
import { isMac } from './platform.ts';
import { shortcutKeys } from './shortcut.ts';
import classes from './shortcut-keys.module.css';

/** A shortcut as little keys. */
export function ShortcutKeys({ shortcut }: { shortcut: string }) {
  return (
    <span className={classes.keys}>
      {shortcutKeys(shortcut, isMac).map((key) => (
        <Kbd key={key} size="xs">
          {key}
        </Kbd>
      ))}
    </span>
  );
}
