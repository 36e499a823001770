import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import type { ProjectDetail, Run } from '../../main/api/contract.ts';
import { imageUrl } from '../api/client.ts';
import { useLiveStore } from '../stores/live-store.ts';
import { formatPsnr, formatStep } from './format.ts';
import classes from './preview-section.module.css';
import { SideBySide } from './side-by-side.tsx';
import { WipeCompare } from './wipe-compare.tsx';

type Arrangement = 'beside' | 'wipe';

/** The newest render of a held-out view next to its photograph. */
export function PreviewSection({ project, run }: { project: ProjectDetail; run: Run | null }) {
  const [arrangement, setArrangement] = useState<Arrangement>('beside');
  const announced = useLiveStore(({ previews }) => (run === null ? undefined : previews[run.id]));
  const preview = announced ?? run?.preview ?? null;
  const frame = preview === null ? undefined : project.frames[preview.frame];

  return (
    <section className={classes.preview} aria-label="Preview">
      <div className={classes.heading}>
        <h2 className={classes.title}>Held-out view</h2>
        {frame && (
          <SegmentedControl
            size="xs"
            aria-label="Arrangement of render and photograph"
            data={[
              { value: 'beside', label: 'Side by side' },
              { value: 'wipe', label: 'Wipe' },
            ]}
            value={arrangement}
            onChange={(value) => setArrangement(value as Arrangement)}
          />
        )}
      </div>
      {run === null || preview === null || frame === undefined ? (
        <div className={classes.empty}>
          {run === null
            ? 'While a run trains, a view it never saw is rendered here next to its photograph.'
            : emptyReason(project, run)}
        </div>
      ) : (
        <>
          <Pair
            arrangement={arrangement}
            render={imageUrl.preview(project.card.id, run.id, preview.step)}
            photograph={imageUrl.frame(project.card.id, frame.index, 'full')}
            aspectRatio={frame.intrinsics.width / frame.intrinsics.height}
            name={frame.file}
          />
          <Text size="xs" c="dimmed" className="ellipsis" title={frame.file}>
            Step {formatStep(preview.step)} · {formatPsnr(preview.psnr)} · {frame.file}
          </Text>
        </>
      )}
    </section>
  );
}

export interface ImagePair {
  render: string;
  photograph: string;
  /** Width over height. */
  aspectRatio: number;
  /** File of the photograph. */
  name: string;
}

function Pair({ arrangement, ...pair }: ImagePair & { arrangement: Arrangement }) {
  return arrangement === 'beside' ? <SideBySide {...pair} /> : <WipeCompare {...pair} />;
}

function emptyReason(project: ProjectDetail, run: Run): string {
  if (project.frames.every(({ split }) => split === 'train'))
    return 'This capture was imported without held-out views.';
  if (run.continueFrom !== null)
    return `Run ${run.number} keeps the radiance of run ${run.continueFrom}: it looks the same.`;
  const hasEnded = ['done', 'stopped', 'failed'].includes(run.state);
  return hasEnded
    ? `Run ${run.number} ended before its first render.`
    : 'The first render comes with the first evaluation.';
}
