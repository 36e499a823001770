import { type BufferGeometry, Vector3 } from 'three';
import { type Build, ball, matte, ring, slab, smoothLathe, surface, tube } from '../model.ts';
import { fill, shade, speckle, texture } from '../textures.ts';

/** Skin with blotches along the height: a fruit is never of one colour. */
const skin = (base: string, blush: string, dots: number) =>
  texture(`skin ${base} ${blush} ${dots}`, (pen, w, h, random) => {
    fill(pen, base, w, h);
    for (let i = 0; i < 90; i++) {
      pen.strokeStyle = `${blush}30`;
      pen.lineWidth = random.between(2, 9);
      const x = random.next() * w;
      pen.beginPath();
      pen.moveTo(x, random.between(0, h * 0.4));
      pen.lineTo(x + random.between(-6, 6), random.between(h * 0.5, h));
      pen.stroke();
    }
    for (let i = 0; i < dots; i++) {
      pen.fillStyle = 'rgba(255,245,200,0.4)';
      pen.fillRect(random.next() * w, random.next() * h, 2, 2);
    }
  });

const peel = (base: string) =>
  texture(
    `peel ${base}`,
    (pen, w, h, random) => {
      fill(pen, base, w, h);
      speckle(pen, random, 2600, 4, 0.14, [w, h]);
    },
    { repeat: [2, 1] },
  );

/** Makes a tube thin towards its ends. */
function taper(geometry: BufferGeometry): void {
  const position = geometry.getAttribute('position');
  const uv = geometry.getAttribute('uv');
  const rings = new Map<number, { centre: Vector3; count: number }>();
  const point = new Vector3();
  for (let i = 0; i < position.count; i++) {
    const entry = rings.get(uv.getX(i)) ?? { centre: new Vector3(), count: 0 };
    entry.centre.add(point.fromBufferAttribute(position, i));
    entry.count++;
    rings.set(uv.getX(i), entry);
  }
  for (let i = 0; i < position.count; i++) {
    const t = uv.getX(i);
    const { centre, count } = rings.get(t)!;
    const middle = centre.clone().divideScalar(count);
    const width = 0.36 + 0.64 * Math.sin(Math.PI * Math.min(1, Math.max(0, t))) ** 0.55;
    point.fromBufferAttribute(position, i).sub(middle).multiplyScalar(width).add(middle);
    position.setXYZ(i, point.x, point.y, point.z);
  }
  geometry.computeVertexNormals();
}

export const apple: Build = (model, { colour, random }) => {
  const s = random.between(0.95, 1.1);
  model.add(
    'body',
    smoothLathe(
      [
        [0.001, 0.006],
        [0.014, 0.001],
        [0.034, 0.014],
        [0.042, 0.042],
        [0.036, 0.066],
        [0.018, 0.076],
        [0.006, 0.071],
        [0.001, 0.064],
      ].map(([r, h]) => [r! * s, h! * s] as const),
    ),
    surface(colour, { roughness: 0.32, map: skin(colour, shade(colour, -0.12), 120) }),
  );
  model.add(
    'body',
    tube(
      [
        [0, 0.062, 0],
        [0.002, 0.078, 0],
        [0.007, 0.09, 0.002],
      ].map(([x, y, z]) => [x! * s, y! * s, z!] as const),
      0.0022,
    ),
    matte('#5a3a1e'),
  );
  model.add('body', ball(0.014, 12), surface('#4d8a35', { roughness: 0.6 }), {
    at: [0.016 * s, 0.083 * s, 0.003],
    scale: [1, 0.16, 0.5],
    turn: [0, 0.3, 0.35],
  });
};

export const pear: Build = (model, { colour, random }) => {
  const s = random.between(0.95, 1.1);
  model.add(
    'body',
    smoothLathe(
      [
        [0.001, 0.003],
        [0.015, 0],
        [0.037, 0.018],
        [0.041, 0.038],
        [0.03, 0.066],
        [0.019, 0.086],
        [0.014, 0.1],
        [0.001, 0.106],
      ].map(([r, h]) => [r! * s, h! * s] as const),
    ),
    surface(colour, { roughness: 0.42, map: skin(shade(colour, 0.06), '#a8862a', 260) }),
  );
  model.add(
    'body',
    tube(
      [
        [0, 0.102, 0],
        [0.003, 0.115, 0],
        [0.009, 0.126, 0],
      ].map(([x, y, z]) => [x! * s, y! * s, z!] as const),
      0.0024,
    ),
    matte('#5a3a1e'),
  );
};

export const orange: Build = (model, { colour, random }) => {
  const r = random.between(0.039, 0.044);
  model.add('body', ball(r), surface(colour, { roughness: 0.55, map: peel(colour) }), {
    at: [0, r * 0.96, 0],
    scale: [1, 0.96, 1],
  });
  model.add('body', ball(0.005, 10), matte('#4c6a2a'), { at: [0, r * 1.91, 0], scale: [1, 0.4, 1] });
};

export const lemon: Build = (model, { colour, random }) => {
  const r = random.between(0.031, 0.034);
  model.add(
    'body',
    smoothLathe([
      [0.001, -1.55 * r],
      [0.2 * r, -1.5 * r],
      [0.34 * r, -1.28 * r],
      [0.86 * r, -0.62 * r],
      [r, 0],
      [0.86 * r, 0.62 * r],
      [0.34 * r, 1.25 * r],
      [0.16 * r, 1.38 * r],
      [0.001, 1.4 * r],
    ]),
    surface(colour, { roughness: 0.45, map: peel(colour) }),
    { at: [0, r, 0], turn: [0, 0, Math.PI / 2] },
  );
};

export const banana: Build = (model, { colour }) => {
  const brown = texture(`banana ${colour}`, (pen, w, h, random) => {
    fill(pen, colour, w, h);
    for (let i = 0; i < 26; i++) {
      pen.fillStyle = 'rgba(110,70,20,0.5)';
      pen.beginPath();
      pen.ellipse(random.next() * w, random.next() * h, random.between(1, 7), random.between(1, 3), 0, 0, 7);
      pen.fill();
    }
    pen.fillStyle = 'rgba(150,140,30,0.45)';
    pen.fillRect(0, 0, w * 0.07, h);
    pen.fillRect(w * 0.93, 0, w * 0.07, h);
  });
  const skinMaterial = surface(colour, { roughness: 0.5, map: brown });
  const bend = (i: number): readonly [number, number, number] => {
    const angle = -1.05 + (2.1 * i) / 6;
    return [0.1 * Math.sin(angle), 0.0195, 0.1 * Math.cos(angle) - 0.075];
  };
  const geometry = tube([0, 1, 2, 3, 4, 5, 6].map(bend), 0.0195, 36, 10);
  taper(geometry);
  model.add('body', geometry, skinMaterial);
  const [x, y, z] = bend(6);
  model.add(
    'body',
    tube(
      [
        [x, y, z],
        [x + 0.012, y + 0.004, z - 0.016],
        [x + 0.02, y + 0.008, z - 0.03],
      ],
      0.006,
    ),
    matte('#8a7a2a'),
  );
  const end = bend(0);
  model.add('body', ball(0.0075, 12), matte('#3a2a14'), { at: [end[0], end[1], end[2]] });
};

export const donut: Build = (model, { colour, random }) => {
  model.add('body', ring(0.036, 0.021, 40), matte('#c98d4b'), { at: [0, 0.021, 0], turn: [Math.PI / 2, 0, 0] });
  model.add('body', ring(0.036, 0.0208, 40), surface(colour, { roughness: 0.28 }), {
    at: [0, 0.0245, 0],
    turn: [Math.PI / 2, 0, 0],
    scale: [1.0, 1.0, 0.93],
  });
  for (let i = 0; i < 42; i++) {
    const angle = random.between(0, 2 * Math.PI);
    const tilt = random.between(-1.0, 1.0);
    const r = 0.036 + 0.0212 * Math.sin(tilt);
    const sprinkle = surface(random.pick(['#e84a5f', '#f7d641', '#4a90d9', '#5aa845', '#ffffff']), { roughness: 0.4 });
    model.add('body', ball(0.0032, 6), sprinkle, {
      at: [r * Math.cos(angle), 0.0245 + 0.0198 * Math.cos(tilt), r * Math.sin(angle)],
      scale: [1.6, 0.7, 0.7],
      turn: [0, random.between(0, 3), 0],
    });
  }
};

export const cheese: Build = (model) => {
  const holes = texture(
    'cheese',
    (pen, w, h, random) => {
      fill(pen, '#f0bf3c', w, h);
      speckle(pen, random, 200, 4, 0.05, [w, h]);
      for (let i = 0; i < 12; i++) {
        pen.fillStyle = '#c8922a';
        pen.beginPath();
        pen.ellipse(random.next() * w, random.next() * h, random.between(8, 22), random.between(8, 20), 0, 0, 7);
        pen.fill();
      }
    },
    { repeat: [11, 11] },
  );
  model.add(
    'body',
    slab(
      [
        [-0.075, -0.045],
        [0.075, 0],
        [-0.075, 0.045],
      ],
      0.05,
      0.004,
    ),
    surface('#f0bf3c', { roughness: 0.5, map: holes }),
    { at: [0, 0.004, 0], turn: [-Math.PI / 2, 0, 0] },
  );
};
