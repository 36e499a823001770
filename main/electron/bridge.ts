/**
 * What the window can ask of the desktop beyond HTTP. The page sees it as `window.lerf`; its own copy
 * of this interface is in the renderer, which imports nothing of `main`.
 */
export interface DesktopBridge {
  /** The folder or transforms.json chosen, now among the engine's roots; null if nothing was. */
  chooseCapture(): Promise<string | null>;
  chooseImagesFolder(): Promise<string | null>;
  chooseProject(): Promise<string | null>;
  /** A model folder. */
  chooseEncoderFolder(): Promise<string | null>;
  /** Where an export goes, in a folder that is now among the engine's roots; null if nothing was chosen. */
  chooseExportFile(suggested: string): Promise<string | null>;
  /** Shows the project's file in the file manager. */
  reveal(projectId: string): Promise<void>;
}

/** The IPC channel of a method. */
export const channelOf = (method: keyof DesktopBridge): string => `lerf:${method}`;
