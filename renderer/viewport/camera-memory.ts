/** The last camera of each project, so that it is found again where it was left. */
import type { FreeCamera, Vector } from '../../main/api/contract.ts';

export type RememberedCamera = FreeCamera & { readonly target: Vector };

const KEY = 'lerf-cameras';
/** Projects; the one that was looked at longest ago is forgotten first. */
export const MOST_CAMERAS = 100;

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every((entry) => Number.isFinite(entry));

function isCamera(value: unknown): value is RememberedCamera {
  if (typeof value !== 'object' || value === null) return false;
  const { worldFromCamera, verticalFovDegrees, target } = value as Record<string, unknown>;
  return (
    isNumbers(worldFromCamera, 12) &&
    isNumbers(target, 3) &&
    typeof verticalFovDegrees === 'number' &&
    verticalFovDegrees > 0 &&
    verticalFovDegrees < 180
  );
}

/** By project, longest ago first. Anyone may have written there, so that nothing is taken on trust. */
function read(memory: Memory): [projectId: string, camera: unknown][] {
  try {
    const entries: unknown = JSON.parse(memory.getItem(KEY) ?? '[]');
    return Array.isArray(entries) ? entries.filter((entry) => Array.isArray(entry) && entry.length === 2) : [];
  } catch {
    return [];
  }
}

export function rememberCamera(projectId: string, camera: RememberedCamera, memory: Memory = localStorage): void {
  const others = read(memory).filter(([id]) => id !== projectId);
  const { worldFromCamera, verticalFovDegrees, target } = camera;
  const entries = [...others, [projectId, { worldFromCamera, verticalFovDegrees, target }]].slice(-MOST_CAMERAS);
  try {
    memory.setItem(KEY, JSON.stringify(entries));
  } catch {
    // A full or forbidden storage costs the memory, not the view.
  }
}

/** Null where none is known. */
export function rememberedCamera(projectId: string, memory: Memory = localStorage): RememberedCamera | null {
  const camera = read(memory).find(([id]) => id === projectId)?.[1];
  return isCamera(camera) ? camera : null;
}
