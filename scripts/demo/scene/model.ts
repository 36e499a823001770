import {
  BoxGeometry,
  type BufferGeometry,
  CapsuleGeometry,
  CatmullRomCurve3,
  CylinderGeometry,
  DoubleSide,
  ExtrudeGeometry,
  Group,
  LatheGeometry,
  type Material,
  Mesh,
  MeshStandardMaterial,
  Shape,
  SphereGeometry,
  type Texture,
  TorusGeometry,
  TubeGeometry,
  Vector2,
  Vector3,
} from 'three';
import { RoundedBoxGeometry } from 'three/examples/jsm/geometries/RoundedBoxGeometry.js';
import type { MaterialName, Pattern } from './palette.ts';
import type { Random } from './random.ts';

/** How one object looks, drawn from its own generator. */
export interface Look {
  /** Shade of the named colour. */
  readonly colour: string;
  /** Goes with the colour: stripes, dots, titles. */
  readonly second: string;
  readonly material: MaterialName;
  readonly pattern: Pattern;
  readonly random: Random;
}

/** Lengths in metres, standing on y = 0, centred on the y axis. */
export class Model {
  readonly group = new Group();

  /** Adds a mesh that belongs to `part`; 'body' is what has no name of its own. */
  add(part: string, geometry: BufferGeometry, material: Material, place: Placed = {}): Mesh {
    const mesh = new Mesh(geometry, material);
    mesh.position.set(...(place.at ?? [0, 0, 0]));
    mesh.rotation.set(...(place.turn ?? [0, 0, 0]));
    mesh.scale.set(...(place.scale ?? [1, 1, 1]));
    mesh.castShadow = !material.transparent;
    mesh.receiveShadow = true;
    mesh.userData.part = part;
    this.group.add(mesh);
    return mesh;
  }
}

interface Placed {
  readonly at?: readonly [number, number, number];
  readonly turn?: readonly [number, number, number];
  readonly scale?: readonly [number, number, number];
}

/** Radians that lay an upright thing down. */
export const quarterTurn = Math.PI / 2;

export type Build = (model: Model, look: Look) => void;

// --- Materials ---

interface Finish {
  readonly roughness?: number;
  readonly metalness?: number;
  readonly map?: Texture | null;
  readonly emissive?: string;
  readonly glow?: number;
  readonly opacity?: number;
  readonly isTwoSided?: boolean;
}

export function surface(
  colour: string,
  { roughness = 0.6, metalness = 0, map = null, emissive, glow = 1, opacity, isTwoSided }: Finish = {},
): MeshStandardMaterial {
  return new MeshStandardMaterial({
    // A map holds the colour already.
    color: map ? '#ffffff' : colour,
    roughness,
    metalness,
    map,
    ...(emissive === undefined ? {} : { emissive, emissiveIntensity: glow }),
    ...(opacity === undefined ? {} : { transparent: true, opacity, depthWrite: false }),
    ...(isTwoSided ? { side: DoubleSide } : {}),
  });
}

export const glazed = (colour: string, map?: Texture | null) => surface(colour, { roughness: 0.18, map: map ?? null });
export const shiny = (colour: string) => surface(colour, { roughness: 0.25, metalness: 0.9 });
export const plastic = (colour: string, map?: Texture | null) => surface(colour, { roughness: 0.38, map: map ?? null });
export const matte = (colour: string, map?: Texture | null) => surface(colour, { roughness: 0.9, map: map ?? null });

// --- Shapes ---

/** Turned on a lathe: [radius, height] from the bottom up (and back down inside, for a vessel). */
export function lathe(profile: readonly (readonly [number, number])[], segments = 40): LatheGeometry {
  return new LatheGeometry(
    profile.map(([radius, height]) => new Vector2(Math.max(radius, 1e-5), height)),
    segments,
  );
}

/** Turned along a smooth curve through the points. */
export function smoothLathe(
  profile: readonly (readonly [number, number])[],
  samples = 28,
  segments = 40,
): LatheGeometry {
  const curve = new CatmullRomCurve3(profile.map(([radius, height]) => new Vector3(radius, height, 0)));
  return lathe(
    curve.getPoints(samples).map(({ x, y }) => [x, y] as const),
    segments,
  );
}

export function tube(
  points: readonly (readonly [number, number, number])[],
  radius: number,
  segments = 28,
  sides = 10,
): TubeGeometry {
  const curve = new CatmullRomCurve3(points.map((point) => new Vector3(...point)));
  return new TubeGeometry(curve, segments, radius, sides);
}

export const roundBox = (width: number, height: number, depth: number, radius: number) =>
  new RoundedBoxGeometry(width, height, depth, 3, Math.min(radius, width / 2.01, height / 2.01, depth / 2.01));
export const box = (width: number, height: number, depth: number) => new BoxGeometry(width, height, depth);
export const ball = (radius: number, segments = 32) => new SphereGeometry(radius, segments, Math.ceil(segments / 2));
export const ring = (radius: number, thickness: number, segments = 36) =>
  new TorusGeometry(radius, thickness, 12, segments);
export const rod = (bottom: number, top: number, height: number, segments = 28) =>
  new CylinderGeometry(top, bottom, height, segments);
export const pill = (radius: number, length: number) => new CapsuleGeometry(radius, length, 6, 16);

/** A flat outline given thickness: lies in x, y and grows along z. */
export function slab(
  outline: readonly (readonly [number, number])[],
  thickness: number,
  bevel: number,
): ExtrudeGeometry {
  const shape = new Shape(outline.map(([x, y]) => new Vector2(x, y)));
  return new ExtrudeGeometry(shape, {
    depth: thickness,
    bevelEnabled: bevel > 0,
    bevelSize: bevel,
    bevelThickness: bevel,
    bevelSegments: 3,
    curveSegments: 16,
  });
}
