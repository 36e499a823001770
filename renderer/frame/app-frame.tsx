import { useShortcuts } from '../actions/use-shortcuts.ts';
import { useCrashDialog } from '../crash/use-crash-dialog.ts';
import { useExportNotices } from '../exchange/tell-exports.ts';
import { useRoute } from '../navigation.ts';
import { ProjectBrowser } from '../projects/project-browser.tsx';
import { useLiveStore } from '../stores/live-store.ts';
import { Workspace } from '../workspace/workspace.tsx';
import classes from './app-frame.module.css';
import { EngineBanner } from './engine-banner.tsx';
import { Header } from './header.tsx';
import { NoSession } from './no-session.tsx';
import { Overlays } from './overlays.tsx';
import { StatusBar } from './status-bar.tsx';
import { useJobNotices } from './use-job-notices.ts';

/** Header, the screen the route names, status bar. */
export function AppFrame() {
  const route = useRoute();
  useShortcuts();
  useJobNotices();
  useExportNotices();
  useCrashDialog();
  const hasSession = useLiveStore(({ connection }) => connection !== 'unauthorised');
  if (!hasSession) return <NoSession />;
  return (
    <div className={classes.frame}>
      <Header />
      <EngineBanner />
      <main className={classes.screen}>
        {route.screen === 'browser' ? (
          <ProjectBrowser />
        ) : (
          <Workspace key={route.projectId} projectId={route.projectId} />
        )}
      </main>
      <StatusBar />
      <Overlays />
    </div>
  );
}
