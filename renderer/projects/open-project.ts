import { api } from '../api/client.ts';
import { desktop } from '../desktop-bridge.ts';
import { notifyFailure } from '../frame/notify.ts';
import { openProject } from '../navigation.ts';
import { openOverlay } from '../stores/overlay-store.ts';

/** Lets the user choose a .lerf file, with the system's dialog or, in a browser, with our own. */
export async function chooseAndOpenProject(): Promise<void> {
  if (desktop === undefined) {
    openOverlay('open-project');
    return;
  }
  const path = await desktop.chooseProject();
  if (path !== null) await openProjectAt(path);
}

/** Puts a project file into the library and opens it. Returns whether that worked. */
export async function openProjectAt(path: string): Promise<boolean> {
  try {
    const card = await api.addProject(path);
    openProject(card.id);
    return true;
  } catch (error) {
    notifyFailure(error);
    return false;
  }
}
