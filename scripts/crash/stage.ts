import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ProjectCard } from '../../main/api/contract.ts';
import { ProjectFile } from '../../main/store/project-file.ts';
import type { EngineUnderFire } from './engine-under-fire.ts';
import type { Start } from './scene.ts';

/** One round: a folder, a project in it, and numbers that are the same for the same seed. */
export interface Round {
  readonly folder: string;
  readonly capture: string;
  readonly encoder: string;
  readonly path: string;
  readonly random: () => number;
  /** Said by the work at the first sign that what it is about is under way: half of the kills are aimed from there on. */
  readonly begun: () => void;
  /** What the engine said that it had done, by what it is about. Outlives the engine. */
  readonly journal: Map<string, unknown>;
  /** Files beside the project that the engine has said are whole, or that were there before. */
  readonly kept: Set<string>;
}

export interface Stage {
  readonly start: Start;
  /** Works until it is done; the kill cuts it off. Everything that the engine acknowledges goes into the journal. */
  work(engine: EngineUnderFire, round: Round): Promise<void>;
  /**
   * Takes the work up where it was, to its end, and compares with the journal.
   * @returns whether something that was begun before the kill was found and gone on with
   */
  resume(engine: EngineUnderFire, round: Round): Promise<boolean>;
  /** Looks at the file as the dead engine left it, before anybody else opens it. */
  inspect?(path: string, round: Round): void;
}

/** Opens the round's project. @returns the address of its routes. */
export async function openProject(engine: EngineUnderFire, { path }: Round): Promise<string> {
  const { id, state } = await engine.send<ProjectCard>('POST', '/api/library', { path });
  assert.notEqual(state, 'damaged');
  return `/api/projects/${id}`;
}

export const outFile = ({ folder }: Round, name: string) => join(folder, 'out', name);

/** Whether it opens and every page, index and reference in it is right. */
export function requireSound(path: string): void {
  const project = ProjectFile.open(path);
  try {
    assert.deepEqual(project.integrityCheck(), []);
  } finally {
    project.close();
  }
}
