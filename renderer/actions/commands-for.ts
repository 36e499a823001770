import { type Action, isEnabled } from './action.ts';

/** The actions that can be done now and whose label and group contain every word of `text`. */
export function commandsFor(table: readonly Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/);
  return table.filter((action) => {
    const name = `${action.label} ${action.group}`.toLowerCase();
    return isEnabled(action) && words.every((word) => name.includes(word));
  });
}
