import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

/** What went wrong in one sentence, and what to do about it. */
export function FailureNote({
  failure,
  title,
}: {
  failure: { message: string; hint?: string | undefined };
  title?: string;
}) {
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle size={16} />} role="alert" p="xs">
      {failure.message}
      {failure.hint !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          {failure.hint}
        </Text>
      )}
    </Alert>
  );
}
