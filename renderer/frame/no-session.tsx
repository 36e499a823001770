import { Center, Code, Stack, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';

/** Shown when the web shell does not know this browser. */
export function NoSession() {
  return (
    <Center component="main" h="100%" p="lg">
      <Stack maw={440} gap="xs" align="flex-start">
        <IconLock size={28} aria-hidden />
        <Title order={1}>This browser has no session</Title>
        <Text>
          LERF Studio runs on this computer and opens only with the link it prints when it starts. The link was not used
          here, or the program has been started anew since.
        </Text>
        <Text>
          Open the newest link from the terminal, the one that ends in <Code>#token=…</Code>. To print another, stop the
          program and run <Code>npm run -s lerf -- serve</Code>.
        </Text>
      </Stack>
    </Center>
  );
}
