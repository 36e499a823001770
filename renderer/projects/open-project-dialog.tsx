import { Modal } from '@mantine/core';
import { FolderPicker } from '../files/folder-picker.tsx';
import { closeOverlay } from '../stores/overlay-store.ts';
import { openProjectAt } from './open-project.ts';

/** Choosing a .lerf file in a browser, which cannot show the system's own dialog for it. */
export function OpenProjectDialog() {
  return (
    <Modal opened onClose={closeOverlay} title="Open project file" size={560}>
      <FolderPicker
        wanted="project"
        onChoose={async (path) => {
          if (await openProjectAt(path)) closeOverlay();
        }}
      />
    </Modal>
  );
}
