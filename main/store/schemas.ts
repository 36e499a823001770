import { projects } from './migrations/library/0001-projects.ts';
import { capture } from './migrations/project/0001-capture.ts';
import { runsAndMetrics } from './migrations/project/0002-runs-and-metrics.ts';
import { checkpoints } from './migrations/project/0003-checkpoints.ts';
import { evaluationsAndPreviews } from './migrations/project/0004-evaluations-and-previews.ts';
import { features } from './migrations/project/0005-features.ts';
import { queries } from './migrations/project/0006-queries.ts';
import { keptObjects } from './migrations/project/0007-kept-objects.ts';
import { viewList } from './migrations/project/0008-view-list.ts';
import type { DatabaseKind } from './open-database.ts';

/** A .lerf file: application_id is 'LERF' in ASCII. */
export const projectKind: DatabaseKind = {
  noun: 'project',
  applicationId: 0x4c_45_52_46,
  migrations: [capture, runsAndMetrics, checkpoints, evaluationsAndPreviews, features, queries, keptObjects, viewList],
  probe: 'SELECT (SELECT id FROM project), (SELECT count(*) FROM capture), (SELECT count(*) FROM frame)',
};

/** The list of recent projects: application_id is 'LERL' in ASCII. */
export const libraryKind: DatabaseKind = {
  noun: 'list of projects',
  applicationId: 0x4c_45_52_4c,
  migrations: [projects],
  probe: 'SELECT count(*) FROM project',
};
