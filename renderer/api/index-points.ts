import { useQuery } from '@tanstack/react-query';
import type { IndexPoints } from '../../main/api/contract.ts';
import { api } from './client.ts';
import type { Parcel } from './parcel.ts';
import { queryKeys } from './query-keys.ts';

/** The points of a language index, each list in the order of the points; see `indexPointsSchema` for the units. */
export interface IndexPointData {
  readonly header: IndexPoints;
  readonly positions: Float32Array;
  readonly colours: Uint8Array;
  readonly normals: Int8Array;
  readonly views: Uint16Array;
  readonly confidence: Uint8Array;
  readonly counts: Uint8Array;
}

export const unpackIndexPoints = ({ header, array }: Parcel<IndexPoints>): IndexPointData => ({
  header,
  positions: array('positions', 'float32'),
  colours: array('colours', 'uint8'),
  normals: array('normals', 'int8'),
  views: array('views', 'uint16'),
  confidence: array('confidence', 'uint8'),
  counts: array('counts', 'uint8'),
});

export const useIndexPointsQuery = (projectId: string, runId: string | null) =>
  useQuery({
    queryKey: queryKeys.indexPoints(projectId, runId),
    queryFn: async () => unpackIndexPoints(await api.indexPoints(projectId, runId!)),
    enabled: runId !== null,
  });

/** Undefined while there is no index or it is still on its way. */
export const useIndexPoints = (projectId: string, runId: string | null): IndexPointData | undefined =>
  useIndexPointsQuery(projectId, runId).data;
