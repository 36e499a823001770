/** What the desktop shell offers beyond HTTP, by way of its preload script. Absent in the web shell. */
export interface DesktopBridge {
  chooseCapture(): Promise<string | null>;
  chooseImagesFolder(): Promise<string | null>;
  chooseProject(): Promise<string | null>;
  chooseEncoderFolder(): Promise<string | null>;
  /** Where an export goes; null if no file was chosen. */
  chooseExportFile(suggested: string): Promise<string | null>;
  reveal(projectId: string): Promise<void>;
}

declare global {
  interface Window {
    readonly lerf?: DesktopBridge;
  }
}

export const desktop: DesktopBridge | undefined = globalThis.window?.lerf;
