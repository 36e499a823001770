import { Box3, Vector3 } from 'three';
import type { SceneDescription, SceneObject, Surroundings, Vec3 } from './description.ts';
import { type Look, Model } from './model.ts';
import { builds } from './models/index.ts';
import { type ColourName, palette } from './palette.ts';
import { type Footprint, footprintOf, overlaps } from './placement.ts';
import { Random } from './random.ts';
import { contrast, darkInk } from './textures.ts';
import { entryOf, type Kind, kindNames } from './vocabulary.ts';

/** What may stand on or in what, and how high above its host's foot; null: on top of its box. */
const hosts: Partial<Record<Kind, { height: number | null; riders: readonly Kind[]; reach: number }>> = {
  bowl: { height: 0.018, riders: ['apple', 'orange', 'lemon', 'pear', 'tennis ball'], reach: 0.006 },
  basket: { height: 0.011, riders: ['apple', 'orange', 'duck', 'bear', 'tennis ball', 'gift'], reach: 0.008 },
  plate: { height: 0.0095, riders: ['cheese', 'donut', 'mug', 'apple', 'pear'], reach: 0.006 },
  book: {
    height: null,
    riders: ['dice', 'rubik', 'glasses', 'mug', 'gift', 'phone', 'candle', 'scissors'],
    reach: 0.01,
  },
  notebook: { height: 0.016, riders: ['pen', 'pencil', 'phone', 'rubik', 'lemon'], reach: 0.01 },
};

/** Kinds of which a scene may hold two, in two colours. */
const twins: readonly Kind[] = ['mug', 'book', 'apple', 'candle', 'gift', 'car', 'pen'];

/** Everything about the scene of a seed that is not a pixel. */
export function describeScene(seed: number): SceneDescription {
  const random = new Random(seed);
  const surroundings = describeSurroundings(random.fork());
  const wanted = chooseThings(random.fork(), 16 + random.integer(4));
  const objects = place(wanted, random.fork(), surroundings.table.isRound);
  return { seed, surroundings, objects };
}

function describeSurroundings(random: Random): Surroundings {
  const finish = random.pick(['wood', 'wood', 'stone', 'cloth'] as const);
  const colour = {
    wood: () => random.pick(['#9a6b42', '#b98a5a', '#7d5233', '#c79b6b']),
    stone: () => random.pick(['#d9d6d0', '#b9bbbd', '#e3ddd2']),
    cloth: () => random.pick(['#e9e2d2', '#b9c7d6', '#d8c3c0', '#c3cfb8']),
  }[finish]();
  return {
    table: { finish, isRound: random.chance(0.5), colour, second: random.pick(['#f6f3ea', '#8fa3b8', '#b58d86']) },
    wall: random.pick(['#d9d3c5', '#c7d2d6', '#d3d9c9', '#dccdc0', '#cfcbd8', '#b9c4bb']),
    floor: random.pick(['#8a6a4a', '#6f5238', '#a58560']),
    sun: random.between(0, 2 * Math.PI),
    sunHeight: random.between(0.75, 1.1),
    warmth: random.next(),
    seed: random.integer(2 ** 31),
  };
}

interface Wanted {
  readonly kind: Kind;
  readonly colour: ColourName;
  readonly look: Omit<Look, 'random'>;
  /** Of the generator that its shape is drawn from. */
  readonly seed: number;
  readonly rider: Wanted | null;
}

function chooseThings(random: Random, count: number): Wanted[] {
  const kinds = random.shuffle(kindNames);
  const chosen = new Set<Kind>();
  const hasOrange = random.chance(0.35);
  const want = (kind: Kind, rider: Wanted | null, not?: ColourName): Wanted => {
    chosen.add(kind);
    const look = random.pick(entryOf(kind).looks);
    // "orange" is to mean one thing in a scene: the fruit or the colour.
    const colours = look.colours.filter(
      (colour) => colour !== not && !(hasOrange && colour === 'orange' && kind !== 'orange'),
    );
    const colour = random.pick(colours);
    const seed = random.integer(2 ** 31);
    return {
      kind,
      colour,
      seed,
      rider,
      look: lookOf(colour, look.material, random.pick(look.patterns ?? ['plain']), seed),
    };
  };
  const things: Wanted[] = [];
  const allowed = (kind: Kind) => !chosen.has(kind) && (kind !== 'orange' || hasOrange);
  for (const kind of random.shuffle(Object.keys(hosts) as Kind[]).slice(0, 3)) {
    const rider = random.shuffle(hosts[kind]!.riders).find(allowed);
    things.push(want(kind, rider === undefined ? null : want(rider, null)));
  }
  const total = () => things.reduce((sum, { rider }) => sum + (rider ? 2 : 1), 0);
  const twin = random.shuffle(things).find(({ kind }) => twins.includes(kind));
  if (twin) things.push(want(twin.kind, null, twin.colour));
  if (hasOrange && allowed('orange')) things.push(want('orange', null));
  for (const kind of kinds) {
    if (total() >= count) break;
    if (allowed(kind)) things.push(want(kind, null));
  }
  return things;
}

function lookOf(
  colour: ColourName,
  material: Look['material'],
  pattern: Look['pattern'],
  seed: number,
): Wanted['look'] {
  const random = new Random(seed);
  const shade = random.pick(palette[colour]);
  const ink = contrast(shade);
  const seconds =
    ink === darkInk ? [darkInk, '#2456a0', '#a81f28', '#2f7d46'] : ['#f4efe2', '#f7d641', '#a9d3ef', '#f2b8c6'];
  // Of a vivid thing one sees the stripes only where they are nearly black or nearly white.
  const isVivid = ['red', 'green', 'blue', 'orange', 'pink'].includes(colour);
  return { colour: shade, second: isVivid ? ink : random.pick(seconds), material, pattern };
}

/** The mesh of an object, standing in the origin. */
export function buildModel(kind: Kind, look: Look): Model {
  const model = new Model();
  builds[kind](model, look);
  return model;
}

/** How far objects may stand from the middle: half sides of a rectangle, or the radius of a circle. */
const tableReach = { x: 0.56, z: 0.42, radius: 0.53 };

function place(wanted: readonly Wanted[], random: Random, isRound: boolean): SceneObject[] {
  const measured = wanted.map((thing) => ({ thing, box: boxOf(thing) }));
  const area = ({ box }: (typeof measured)[number]) => (box.max.x - box.min.x) * (box.max.z - box.min.z);
  measured.sort((a, b) => area(b) - area(a));
  const taken: Footprint[] = [];
  const objects: SceneObject[] = [];
  let nextPart = 1;
  const put = (thing: Wanted, at: Vec3, yaw: number, host: number | null): SceneObject => {
    const model = buildModel(thing.kind, freshLook(thing));
    model.group.position.set(...at);
    model.group.rotation.y = yaw;
    model.group.updateMatrixWorld(true);
    const bounds = new Box3().setFromObject(model.group, true);
    const names = [...new Set(model.group.children.map(({ userData }) => userData.part as string))].sort();
    const object: SceneObject = {
      id: objects.length + 1,
      kind: thing.kind,
      colour: thing.colour,
      shade: thing.look.colour,
      second: thing.look.second,
      material: thing.look.material,
      pattern: thing.look.pattern,
      seed: thing.seed,
      at,
      yaw,
      host,
      parts: names.map((name) => ({ id: nextPart++, name })),
      box: [rounded(bounds.min), rounded(bounds.max)],
    };
    objects.push(object);
    return object;
  };
  for (const { thing, box } of measured) {
    const spot = findSpot(box, taken, random, isRound);
    // A table that is full stays as it is: fewer objects, never two in one place.
    if (!spot) continue;
    taken.push(footprintOf(box, spot.at, spot.yaw));
    const host = put(thing, spot.at, spot.yaw, null);
    if (thing.rider) {
      const { height, reach } = hosts[thing.kind]!;
      const shift = (): number => random.between(-reach, reach);
      const riderBox = boxOf(thing.rider);
      const middle = new Vector3((box.min.x + box.max.x) / 2, 0, (box.min.z + box.max.z) / 2).applyAxisAngle(
        new Vector3(0, 1, 0),
        spot.yaw,
      );
      const yaw = spot.yaw + random.between(-0.5, 0.5) + Math.PI / 2;
      const own = new Vector3(
        (riderBox.min.x + riderBox.max.x) / 2,
        0,
        (riderBox.min.z + riderBox.max.z) / 2,
      ).applyAxisAngle(new Vector3(0, 1, 0), yaw);
      const y = (height ?? box.max.y) + 0.0005;
      put(
        thing.rider,
        [spot.at[0] + middle.x - own.x + shift(), y, spot.at[2] + middle.z - own.z + shift()],
        yaw,
        host.id,
      );
    }
  }
  return objects;
}

const freshLook = ({ look, seed }: Wanted): Look => ({ ...look, random: new Random(seed) });

function boxOf(thing: Wanted): Box3 {
  const { group } = buildModel(thing.kind, freshLook(thing));
  group.updateMatrixWorld(true);
  return new Box3().setFromObject(group, true);
}

function findSpot(
  box: Box3,
  taken: readonly Footprint[],
  random: Random,
  isRound: boolean,
): { at: Vec3; yaw: number } | null {
  for (let attempt = 0; attempt < 1500; attempt++) {
    // Crowded in the middle at first, the whole table later.
    const spread = Math.min(1, 0.55 + attempt / 300);
    const x = random.between(-1, 1) * tableReach.x * spread;
    const z = random.between(-1, 1) * tableReach.z * spread;
    const yaw = random.between(0, 2 * Math.PI);
    const print = footprintOf(box, [x, 0, z], yaw);
    const isOn = print.corners.every(([cx, cz]) =>
      isRound ? Math.hypot(cx, cz) < tableReach.radius : Math.abs(cx) < tableReach.x && Math.abs(cz) < tableReach.z,
    );
    if (isOn && !taken.some((other) => overlaps(print, other, 0.012))) return { at: [x, -box.min.y, z], yaw };
  }
  return null;
}

const rounded = ({ x, y, z }: Vector3): Vec3 => [round(x), round(y), round(z)];
const round = (value: number): number => Math.round(value * 1e5) / 1e5;
