import { Button, List, Stack, Text } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { desktop } from '../desktop-bridge.ts';
import { FolderPicker } from '../files/folder-picker.tsx';
import { chooseCapture } from './import-store.ts';

/** First step: which folder. */
export function ChooseCapture() {
  return (
    <Stack gap="sm">
      <Text>Choose the folder of a capture: photographs together with where each was taken from.</Text>
      {desktop === undefined ? (
        <FolderPicker wanted="capture" onChoose={chooseCapture} />
      ) : (
        <>
          <List c="dimmed" size="sm" spacing={4}>
            <List.Item>transforms.json, as nerfstudio and instant-ngp write it</List.Item>
            <List.Item>transforms_train.json, as the Blender scenes have it</List.Item>
            <List.Item>a COLMAP model, binary or text</List.Item>
          </List>
          <Button
            leftSection={<IconFolderOpen size={16} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
            data-autofocus
            onClick={async () => {
              const path = await desktop?.chooseCapture();
              if (path) chooseCapture(path);
            }}
          >
            Choose capture folder…
          </Button>
        </>
      )}
    </Stack>
  );
}
