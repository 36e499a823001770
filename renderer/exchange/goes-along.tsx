import { Checkbox, Stack, Text } from '@mantine/core';
import classes from './exchange.module.css';
import { takeAlong, useExportStore } from './export-store.ts';

interface GoesAlongProps {
  readonly label: string;
  /** Said where there is nothing to take along. */
  readonly empty: string;
  readonly items: readonly { readonly id: string; readonly text: string; readonly colour?: string }[];
}

/** What is taken along, ticked at first. */
export function GoesAlong({ label, empty, items }: GoesAlongProps) {
  const leftOut = useExportStore((state) => state.leftOut);
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {items.length === 0 ? (
        <Text size="xs" c="dimmed">
          {empty}
        </Text>
      ) : (
        <Stack gap={6} className={classes.items}>
          {items.map(({ id, text, colour }) => (
            <Checkbox
              key={id}
              size="xs"
              checked={!leftOut.includes(id)}
              onChange={(event) => takeAlong(id, event.currentTarget.checked)}
              label={
                <span className={classes.item}>
                  {colour !== undefined && <span className={classes.dot} style={{ background: colour }} aria-hidden />}
                  <span className="ellipsis" title={text}>
                    {text}
                  </span>
                </span>
              }
            />
          ))}
        </Stack>
      )}
    </fieldset>
  );
}
