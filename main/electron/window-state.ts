import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200),
  height: z.number().int().min(200),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const DEFAULT_SIZE = { width: 1440, height: 900 };

const fileIn = (dataFolder: string) => join(dataFolder, 'window.json');

/** Where the window was last time, if a display still shows that place; else a size to be centred. */
export function restoreWindow(dataFolder: string): { bounds: Partial<Rectangle>; maximized: boolean } {
  const state = readState(dataFolder);
  if (!state) return { bounds: DEFAULT_SIZE, maximized: false };
  const { maximized, ...bounds } = state;
  return isVisible(bounds)
    ? { bounds, maximized }
    : { bounds: { width: bounds.width, height: bounds.height }, maximized };
}

/** Remembers the window's place whenever it is closed. */
export function rememberWindow(window: BrowserWindow, dataFolder: string): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(fileIn(dataFolder), JSON.stringify(state));
    } catch {
      // The window opens in its default place next time; nothing that would be worth a message on quitting.
    }
  });
}

function readState(dataFolder: string): WindowState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')));
  } catch {
    return null;
  }
}

/** A good part of the title bar must lie on a display, or the window could not be moved. */
function isVisible({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    return overlap >= 100 && y >= workArea.y - 10 && y < workArea.y + workArea.height - 30;
  });
}
