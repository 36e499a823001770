import type { Connection } from '../api/live-state.ts';
import { formatBytes } from '../format.ts';
import { isLiveJob, useLiveStore } from '../stores/live-store.ts';
import { JobStatus } from './job-status.tsx';
import classes from './status-bar.module.css';

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting to the engine…',
  live: 'Engine running',
  lost: 'Engine restarting…',
  'given-up': 'Engine stopped',
  gone: 'No connection',
  unauthorised: 'No session',
};

/** How the engine does, and the jobs it is at. */
export function StatusBar() {
  const connection = useLiveStore((live) => live.connection);
  const engine = useLiveStore((live) => live.engine);
  const training = useLiveStore((live) => Object.values(live.trainingStatus)[0]);
  const jobs = useLiveStore((live) => live.jobs);
  const liveJobs = Object.values(jobs).filter(isLiveJob);
  const memoryBytes = training?.memoryBytes ?? engine?.memoryBytes;
  return (
    <footer className={classes.bar}>
      <span className={classes.engine} data-connection={connection} role="status">
        {CONNECTIONS[connection]}
      </span>
      {memoryBytes !== undefined && connection === 'live' && <span>{formatBytes(memoryBytes)} memory</span>}
      <div className={classes.jobs}>
        {liveJobs.map((job) => (
          <JobStatus key={job.id} job={job} />
        ))}
      </div>
      {engine !== null && <span className={classes.version}>LERF Studio {engine.version}</span>}
    </footer>
  );
}
