import { Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { describeFailure } from './notify.ts';

interface FailureMessageProps {
  readonly error: unknown;
  /** Ways out: buttons. */
  readonly children?: ReactNode;
}

/** What went wrong in one sentence, what to do about it, and the buttons that do it. */
export function FailureMessage({ error, children }: FailureMessageProps) {
  const { message, hint } = describeFailure(error);
  return (
    <Stack gap="xs" role="alert" maw={520} align="flex-start">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <IconAlertCircle
          size={18}
          color="var(--mantine-color-error)"
          aria-hidden
          style={{ flex: 'none', marginTop: 1 }}
        />
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {message}
        </Text>
      </Group>
      {hint !== undefined && <Text c="dimmed">{hint}</Text>}
      {children !== undefined && <Group gap="xs">{children}</Group>}
    </Stack>
  );
}
