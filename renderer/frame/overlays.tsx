import { CommandPalette } from '../actions/command-palette.tsx';
import { ShortcutHelp } from '../actions/shortcut-help.tsx';
import { CrashDialog } from '../crash/crash-dialog.tsx';
import { DevicesDialog } from '../devices/devices-dialog.tsx';
import { DiagnosticsDialog } from '../diagnostics/diagnostics-dialog.tsx';
import { EncodersDialog } from '../encoders/encoders-dialog.tsx';
import { ExportDialog } from '../exchange/export-dialog.tsx';
import { ImportDialog } from '../import/import-dialog.tsx';
import { OpenProjectDialog } from '../projects/open-project-dialog.tsx';
import { useOverlayStore } from '../stores/overlay-store.ts';
import { RenderDialog } from '../views/render-dialog.tsx';

/** Whichever dialog the overlay store names. */
export function Overlays() {
  const overlay = useOverlayStore((state) => state.overlay);
  switch (overlay) {
    case 'palette':
      return <CommandPalette />;
    case 'shortcuts':
      return <ShortcutHelp />;
    case 'import':
      return <ImportDialog />;
    case 'encoders':
      return <EncodersDialog />;
    case 'devices':
      return <DevicesDialog />;
    case 'export':
      return <ExportDialog />;
    case 'render':
      return <RenderDialog />;
    case 'diagnostics':
      return <DiagnosticsDialog />;
    case 'crash':
      return <CrashDialog />;
    case 'open-project':
      return <OpenProjectDialog />;
    case null:
      return null;
  }
}
