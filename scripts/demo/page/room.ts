import { Group, type Material, Mesh, PlaneGeometry } from 'three';
import { type SurfaceName, type Surroundings, surfaceIds } from '../scene/description.ts';
import { box, matte, rod, surface } from '../scene/model.ts';
import { Random } from '../scene/random.ts';
import { fill, shade, speckle, stoneTexture, texture, weaveTexture, woodTexture } from '../scene/textures.ts';

const tableHeight = 0.74;
const halfRoom = 2.1;
const roomHeight = 2.5;

/** The table and the room around it. The table's top is at y = 0. */
export function buildRoom({ table, wall, floor, seed, sun }: Surroundings): Group {
  const group = new Group();
  const random = new Random(seed);
  const add = (name: SurfaceName, mesh: Mesh, castShadow = false): Mesh => {
    mesh.userData.surface = surfaceIds[name];
    mesh.receiveShadow = true;
    mesh.castShadow = castShadow;
    group.add(mesh);
    return mesh;
  };

  const top = tableTop(table);
  const edge = matte(shade(table.colour, -0.07));
  const slab = table.isRound ? rod(0.62, 0.62, 0.03, 72) : box(1.26, 0.03, 0.98);
  const faces: Material[] = table.isRound ? [edge, top, edge] : [edge, edge, top, edge, edge, edge];
  add('table', new Mesh(slab, faces) as unknown as Mesh, true).position.y = -0.015;
  const corners = [
    [-0.55, -0.42],
    [0.55, -0.42],
    [-0.55, 0.42],
    [0.55, 0.42],
  ] as const;
  for (const [x, z] of table.isRound ? ([[0, 0]] as const) : corners) {
    const leg = add(
      'leg',
      new Mesh(rod(table.isRound ? 0.05 : 0.03, table.isRound ? 0.06 : 0.03, tableHeight), edge),
      true,
    );
    leg.position.set(x, -0.03 - tableHeight / 2, z);
  }

  const ground = add(
    'floor',
    new Mesh(
      new PlaneGeometry(2 * halfRoom, 2 * halfRoom),
      surface(floor, { roughness: 0.7, map: woodTexture(floor, [3, 3], 6) }),
    ),
  );
  ground.rotation.x = -Math.PI / 2;
  ground.position.y = -tableHeight - 0.03;
  const threads = weaveTexture(random.pick(['#7d4a4a', '#4a5a7d', '#5a6b4f']), '#cbb79a', [14, 11]);
  const rug = add('floor', new Mesh(new PlaneGeometry(2.2, 1.7), matte('#8d5a50', threads)));
  rug.rotation.x = -Math.PI / 2;
  rug.position.y = -tableHeight - 0.025;

  const paper = wallpaper(wall, random.chance(0.5));
  const windowSide = Math.round((sun / (2 * Math.PI)) * 4) % 4;
  for (let side = 0; side < 4; side++) {
    const turned = new Group();
    // Side 0 lies towards +x: where a sun at angle 0 comes from.
    turned.rotation.y = -(side * Math.PI) / 2 - Math.PI / 2;
    group.add(turned);
    const hang: Hang = (name, mesh, x, y, out) => {
      add(name, mesh).position.set(x, y, -halfRoom + out);
      turned.add(mesh);
    };
    const middle = roomHeight / 2 - tableHeight - 0.03;
    hang(
      'wall',
      new Mesh(new PlaneGeometry(2 * halfRoom, roomHeight), surface(wall, { roughness: 0.95, map: paper })),
      0,
      middle,
      0,
    );
    hang('wall', new Mesh(box(2 * halfRoom, 0.1, 0.02), matte('#efece4')), 0, -tableHeight + 0.02, 0.01);
    if (side === windowSide) addWindow(hang);
    else if (side === (windowSide + 2) % 4) addCupboard(hang, random);
    else addPicture(hang, random);
  }
  return group;
}

/** Adds a mesh to a wall: x along it, y up, `out` into the room. */
type Hang = (name: SurfaceName, mesh: Mesh, x: number, y: number, out: number) => void;

function tableTop({ finish, colour, second }: Surroundings['table']): Material {
  if (finish === 'wood') return surface(colour, { roughness: 0.55, map: woodTexture(colour, [1.5, 1.5], 4) });
  if (finish === 'stone')
    return surface(colour, { roughness: 0.35, map: stoneTexture(shade(colour, -0.09), [1.3, 1.3]) });
  const dim = shade(colour, -0.07);
  return matte(dim, weaveTexture(dim, shade(dim, second === '#f6f3ea' ? 0.06 : -0.07), [18, 18]));
}

function wallpaper(wall: string, isStriped: boolean) {
  return texture(
    `wall ${wall} ${isStriped}`,
    (pen, w, h, random) => {
      fill(pen, wall, w, h);
      pen.fillStyle = shade(wall, -0.045);
      if (isStriped) for (let i = 0; i < 16; i++) pen.fillRect((i * w) / 16, 0, w / 32, h);
      else {
        for (let i = 0; i < 72; i++) {
          const row = Math.floor(i / 12);
          pen.beginPath();
          pen.ellipse(((i % 12) + (row % 2) / 2 + 0.25) * (w / 12), (row + 0.5) * (h / 6), 9, 15, 0.6, 0, 7);
          pen.fill();
        }
      }
      speckle(pen, random, 3000, 3, 0.05, [w, h]);
    },
    { width: 512, height: 512 },
  );
}

function addWindow(hang: Hang): void {
  const view = texture('outside', (pen, w, h) => {
    const sky = pen.createLinearGradient(0, 0, 0, h);
    sky.addColorStop(0, '#bfe0f7');
    sky.addColorStop(0.7, '#f2f7f5');
    sky.addColorStop(0.72, '#a9c495');
    sky.addColorStop(1, '#7fa36b');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, w, h);
  });
  hang(
    'window',
    new Mesh(new PlaneGeometry(1.3, 1.15), surface('#fff', { map: view, emissive: '#dcebf5', glow: 0.3 })),
    0,
    0.6,
    0.012,
  );
  const bars = [
    [1.42, 0.07, 0, 0],
    [1.42, 0.07, 0, 1.2],
    [0.07, 1.27, -0.68, 0.6],
    [0.07, 1.27, 0.68, 0.6],
    [0.04, 1.2, 0, 0.6],
    [1.36, 0.04, 0, 0.75],
  ] as const;
  for (const [w, h, x, y] of bars) hang('window', new Mesh(box(w, h, 0.04), matte('#f3f0e8')), x, y, 0.02);
}

function addCupboard(hang: Hang, random: Random): void {
  const colour = random.pick(['#8a5f3c', '#cfc6b4', '#5f7a76', '#74543d']);
  hang(
    'furniture',
    new Mesh(box(1.5, 0.85, 0.38), surface(colour, { roughness: 0.6, map: woodTexture(colour, [1, 1]) })),
    0.15,
    -tableHeight + 0.4,
    0.19,
  );
  for (const x of [-0.35, 0.15, 0.65]) {
    hang('furniture', new Mesh(box(0.46, 0.72, 0.012), matte(shade(colour, 0.05))), x, -tableHeight + 0.4, 0.386);
    hang('furniture', new Mesh(rod(0.014, 0.014, 0.03), matte('#3a3a3e')), x + 0.17, -tableHeight + 0.42, 0.4);
  }
}

function addPicture(hang: Hang, random: Random): void {
  const [w, h] = [random.between(0.55, 0.85), random.between(0.45, 0.6)];
  const x = random.between(-0.5, 0.5);
  const sort = random.integer(6);
  const painting = texture(`painting ${sort}`, (pen, tw, th, draw) => {
    fill(pen, draw.pick(['#d9c7a5', '#a9bccb', '#c9a9a0', '#b9c7a9']), tw, th);
    pen.globalAlpha = 0.8;
    for (let i = 0; i < 9; i++) {
      pen.fillStyle = draw.pick(['#5b7a8c', '#9c6b4f', '#7a8c5b', '#c9a24a', '#6b5b7a', '#e3d9c3']);
      pen.beginPath();
      if (sort % 2) pen.arc(draw.next() * tw, draw.next() * th, draw.between(16, 60), 0, 7);
      else pen.rect(draw.next() * tw, draw.next() * th, draw.between(30, 110), draw.between(20, 90));
      pen.fill();
    }
    pen.globalAlpha = 1;
  });
  hang(
    'picture',
    new Mesh(box(w + 0.08, h + 0.08, 0.03), matte(random.pick(['#3b2a1d', '#e9e4d8', '#8a6a3a']))),
    x,
    0.55,
    0.015,
  );
  hang('picture', new Mesh(new PlaneGeometry(w, h), matte('#fff', painting)), x, 0.55, 0.032);
}
