import type { ColourName, MaterialName, Pattern } from './palette.ts';
import type { Kind } from './vocabulary.ts';

/** Lengths in metres, y up, the table top at y = 0 and its middle in the origin. */
export type Vec3 = readonly [x: number, y: number, z: number];

export interface SceneObject {
  /** From 1 on. */
  readonly id: number;
  readonly kind: Kind;
  readonly colour: ColourName;
  /** The shade of `colour`, and what goes with it, as #rrggbb. */
  readonly shade: string;
  readonly second: string;
  readonly material: MaterialName;
  readonly pattern: Pattern;
  /** Of the generator that its shape is drawn from. */
  readonly seed: number;
  readonly at: Vec3;
  /** About y, radians. */
  readonly yaw: number;
  /** On or in which object it stands; null on the table. */
  readonly host: number | null;
  /** Ids in the masks; 'body' is all that has no name of its own. */
  readonly parts: readonly { readonly id: number; readonly name: string }[];
  readonly box: readonly [low: Vec3, high: Vec3];
}

export interface Surroundings {
  readonly table: {
    readonly finish: 'wood' | 'stone' | 'cloth';
    readonly isRound: boolean;
    readonly colour: string;
    readonly second: string;
  };
  readonly wall: string;
  readonly floor: string;
  /** Direction towards the window that lights the room, radians about y. */
  readonly sun: number;
  readonly sunHeight: number;
  readonly warmth: number;
  readonly seed: number;
}

export interface SceneDescription {
  readonly seed: number;
  readonly surroundings: Surroundings;
  readonly objects: readonly SceneObject[];
}

export interface View {
  readonly at: Vec3;
  readonly target: Vec3;
}

/** Ids of what stands around the objects, in the masks. */
export const surfaceIds = {
  table: 240,
  wall: 241,
  floor: 242,
  window: 243,
  picture: 244,
  furniture: 245,
  leg: 246,
} as const;
export type SurfaceName = keyof typeof surfaceIds;
