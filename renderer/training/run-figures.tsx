import type { Run, TrainingStatus } from '../../main/api/contract.ts';
import { formatDuration } from '../format.ts';
import { absent, formatBytes, formatPsnr, formatRate, formatSsim, formatStep, formatStepMs } from './format.ts';
import classes from './run-figures.module.css';
import { isLive } from './run-state.ts';
import { useNow } from './use-now.ts';

/** The figures of a run: live ones from its status, lasting ones from its record. */
export function RunFigures({ run, status }: { run: Run; status: TrainingStatus | null }) {
  const now = useNow(isLive(run));
  const stepMs = status?.stepMs ?? run.stepMsMedian;
  const until = run.finishedAt === null ? now : Date.parse(run.finishedAt);
  const isTimed = isLive(run) || run.finishedAt !== null;

  const figures: [name: string, value: string][] = [
    ['Step', `${formatStep(status?.step ?? run.step)} of ${formatStep(run.steps)}`],
    [status ? 'Time per step' : 'Median step time', stepMs === null || stepMs === 0 ? absent : formatStepMs(stepMs)],
    ['Steps per second', stepMs === null || stepMs === 0 ? absent : formatRate(stepMs)],
    ['Time left', secondsLeft(run, status)],
    ['Since the start', isTimed ? formatDuration((until - Date.parse(run.createdAt)) / 1000) : absent],
    ['Memory', status ? formatBytes(status.memoryBytes) : absent],
    ['Held-out PSNR', run.lastPsnr === null ? absent : formatPsnr(run.lastPsnr)],
    ['Held-out SSIM', run.lastSsim === null ? absent : formatSsim(run.lastSsim)],
    ['Device', run.usedDevice === null ? absent : run.usedDevice.toUpperCase()],
  ];

  return (
    <dl className={classes.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function secondsLeft(run: Run, status: TrainingStatus | null): string {
  if (!isLive(run)) return absent;
  return status === null || status.secondsLeft === null ? 'not known yet' : formatDuration(status.secondsLeft);
}
