import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { desktop } from '../desktop-bridge.ts';
import { FolderPicker } from '../files/folder-picker.tsx';
import { FailureMessage } from '../frame/failure-message.tsx';

/** The picker opens at the end of a long dialog. */
const scrollThere = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'end' });

/** An encoder that is on the disk already: its folder is checked and read where it is. */
export function AddFolder() {
  const [isChoosing, setChoosing] = useState(false);
  const add = useMutation({ mutationFn: api.addEncoderFolder, onSuccess: () => setChoosing(false) });
  const choose = async () => {
    add.reset();
    if (desktop === undefined) {
      setChoosing(!isChoosing);
      return;
    }
    const path = await desktop.chooseEncoderFolder();
    if (path !== null) add.mutate(path);
  };
  return (
    <Stack gap="xs">
      <Group gap="sm" wrap="nowrap">
        <Button
          variant="default"
          leftSection={<IconFolderPlus size={15} aria-hidden />}
          loading={add.isPending}
          aria-expanded={desktop === undefined ? isChoosing : undefined}
          onClick={choose}
          style={{ flex: 'none' }}
        >
          {isChoosing ? 'Cancel' : 'Add a folder…'}
        </Button>
        <Text size="xs" c="dimmed">
          A CLIP or SigLIP model as ONNX files, laid out as the Transformers.js or OpenCLIP exports are.
        </Text>
      </Group>
      {isChoosing && (
        <div ref={scrollThere}>
          <FolderPicker wanted="folder" onChoose={(path) => add.mutate(path)} />
        </div>
      )}
      {add.isError && <FailureMessage error={add.error} />}
    </Stack>
  );
}
