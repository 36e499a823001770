import { Badge } from '@mantine/core';
import type { RunState } from '../../main/api/contract.ts';
import { runStates } from './run-state.ts';

/** The state as a coloured dot beside its name, so that the text keeps its contrast in every colour. */
export function StateBadge({ state }: { state: RunState }) {
  const { label, color } = runStates[state];
  return (
    <Badge variant="dot" color={color} miw="max-content">
      {label}
    </Badge>
  );
}
