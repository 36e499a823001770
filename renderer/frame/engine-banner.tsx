import { Button, CloseButton, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { dismissRestartNotice, useLiveStore } from '../stores/live-store.ts';
import { openOverlay } from '../stores/overlay-store.ts';
import classes from './engine-banner.module.css';

/** One line under the header while the engine is away, and one on why once it is back. */
export function EngineBanner() {
  const connection = useLiveStore((live) => live.connection);
  const notice = useLiveStore((live) => live.restartNotice);
  const hasAccount = useLiveStore((live) => live.crash !== null);
  if (connection === 'lost') {
    return (
      <div className={classes.banner} role="alert">
        <Loader size={14} color="currentColor" aria-hidden />
        <span className="ellipsis">The engine stopped. Restarting…</span>
      </div>
    );
  }
  if (connection === 'given-up') return <StoppedBanner />;
  if (connection === 'gone') {
    return (
      <div className={classes.banner} role="alert">
        <IconAlertTriangle size={16} aria-hidden />
        <span className="ellipsis">
          LERF Studio does not answer: it may have been closed. What was saved is in its projects.
        </span>
        <Button size="compact-xs" variant="default" ml="auto" onClick={() => location.reload()}>
          Load the page again
        </Button>
      </div>
    );
  }
  if (notice === null) return null;
  return (
    <div className={classes.banner} role="status">
      <IconAlertTriangle size={16} aria-hidden />
      <span className="ellipsis" title={notice}>
        {notice}
      </span>
      {hasAccount && (
        <Button size="compact-xs" variant="default" ml="auto" onClick={() => openOverlay('crash')}>
          What was saved…
        </Button>
      )}
      <CloseButton
        size="sm"
        {...(!hasAccount && { ml: 'auto' })}
        c="inherit"
        aria-label="Dismiss"
        onClick={dismissRestartNotice}
      />
    </div>
  );
}

/** The engine has died too often to be restarted unasked. */
function StoppedBanner() {
  const restart = useMutation({ mutationFn: () => api.restartEngine() });
  const failure = restart.error ? ` ${restart.error.message}` : '';
  return (
    <div className={classes.banner} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <span className="ellipsis">{`The engine stopped five times within a minute and is not restarted by itself.${failure}`}</span>
      <Button
        size="compact-xs"
        variant="default"
        ml="auto"
        loading={restart.isPending || restart.isSuccess}
        onClick={() => restart.mutate()}
      >
        Start it again
      </Button>
    </div>
  );
}
