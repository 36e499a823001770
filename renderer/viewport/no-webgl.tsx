import { Center, Stack, Text, Title } from '@mantine/core';

/** In place of the 3D view where nothing can draw it. */
export function NoWebgl() {
  return (
    <Center h="100%" p="xl">
      <Stack gap={6} maw={420} role="alert">
        <Title order={2}>The 3D view needs WebGL 2</Title>
        <Text c="dimmed">
          This browser or its graphics driver does not offer it. Turn on hardware acceleration in the settings, or
          update the driver. Everything else works: pick frames in the Capture tab to see their photographs and renders.
        </Text>
      </Stack>
    </Center>
  );
}
