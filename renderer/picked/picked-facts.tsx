import type { PickResponse } from '../../main/api/contract.ts';
import { useIndexPoints } from '../api/index-points.ts';
import { countOf } from '../format.ts';
import { formatPosition } from './describe-pick.ts';
import classes from './picked.module.css';
import { useDepth } from './use-depth.ts';

interface PickedFactsProps {
  readonly projectId: string;
  readonly runId: string;
  readonly picked: PickResponse;
}

/** Where the place is and how far it can be relied on. Lengths are in units of the scene. */
export function PickedFacts({ projectId, runId, picked }: PickedFactsProps) {
  const scales = useIndexPoints(projectId, runId)?.header.scales;
  const depth = useDepth(picked.position);
  const size = scales?.[picked.scale];
  return (
    <dl className={classes.facts}>
      <dt>Position</dt>
      <dd>{formatPosition(picked.position)}</dd>
      <dt>Depth from the camera</dt>
      <dd>{depth ?? '–'}</dd>
      <dt>Seen by</dt>
      <dd>{countOf(picked.views, 'photograph')}</dd>
      <dt>Confidence</dt>
      <dd>{Math.round(100 * picked.confidence)} %</dd>
      <dt>Words compared at size</dt>
      <dd>{size === undefined ? '–' : size.toFixed(2)}</dd>
    </dl>
  );
}
