import { Button, Group, Stack, Text } from '@mantine/core';
import { desktop } from '../desktop-bridge.ts';
import { FolderPicker } from '../files/folder-picker.tsx';
import { PathText } from '../files/path-text.tsx';
import { changeDraft } from './import-store.ts';

interface ImagesFolderProps {
  readonly images: string | null;
  readonly isChoosing: boolean;
  readonly onChoosing: (isChoosing: boolean) => void;
}

/** Where the photographs are, if not in the capture folder: COLMAP models often lie apart from theirs. */
export function ImagesFolder({ images, isChoosing, onChoosing }: ImagesFolderProps) {
  const choose = async () => {
    if (desktop === undefined) {
      onChoosing(!isChoosing);
      return;
    }
    const path = await desktop.chooseImagesFolder();
    if (path !== null) changeDraft({ images: path });
  };

  return (
    <Stack gap={6}>
      <Group gap="xs" wrap="nowrap">
        <Text fw={500} style={{ flex: 'none' }}>
          Photographs
        </Text>
        {images === null ? (
          <Text c="dimmed" truncate>
            where the capture says
          </Text>
        ) : (
          <PathText path={images} />
        )}
        <Group gap={0} ml="auto" wrap="nowrap">
          {images !== null && (
            <Button variant="subtle" onClick={() => changeDraft({ images: null })}>
              Reset
            </Button>
          )}
          <Button variant="subtle" onClick={choose} aria-expanded={desktop === undefined ? isChoosing : undefined}>
            {isChoosing ? 'Cancel' : 'Choose another folder…'}
          </Button>
        </Group>
      </Group>
      {isChoosing && (
        <FolderPicker
          wanted="folder"
          onChoose={(path) => {
            changeDraft({ images: path });
            onChoosing(false);
          }}
        />
      )}
    </Stack>
  );
}
