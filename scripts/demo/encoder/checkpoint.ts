import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { State } from '../../../main/graph/program.ts';

/** As much of a training as it takes to go on with it. */
export interface Checkpoint {
  /** What it is a training of; another one is not gone on with. */
  readonly key: string;
  readonly steps: number;
  readonly random: Uint32Array;
  readonly state: State;
}

export function saveCheckpoint(path: string, checkpoint: Checkpoint): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, serialize(checkpoint));
  renameSync(`${path}.part`, path);
}

/** Null where there is none, or one of something else. */
export function loadCheckpoint(path: string, key: string): Checkpoint | null {
  if (!existsSync(path)) return null;
  const checkpoint = deserialize(readFileSync(path)) as Checkpoint;
  if (checkpoint.key !== key) return null;
  // Serialized arrays are views of one buffer; those of a state own theirs.
  const state = Object.fromEntries(
    Object.entries(checkpoint.state).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  return { ...checkpoint, state };
}
