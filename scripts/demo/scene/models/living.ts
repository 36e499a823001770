import {
  type Build,
  ball,
  box,
  glazed,
  lathe,
  matte,
  pill,
  plastic,
  ring,
  rod,
  roundBox,
  slab,
  smoothLathe,
  surface,
  tube,
} from '../model.ts';
import { fill, patternTexture, shade, speckle, texture, weaveTexture } from '../textures.ts';

const flat = Math.PI / 2;
const soil = () => matte('#3b2a1d');

export const pottedPlant: Build = (model, { colour, random }) => {
  const [r, h] = [random.between(0.048, 0.056), random.between(0.075, 0.09)];
  model.add(
    'pot',
    lathe([
      [0, 0],
      [r * 0.72, 0],
      [r * 0.94, h * 0.82],
      [r * 1.06, h * 0.82],
      [r * 1.08, h],
      [r * 0.96, h],
      [r * 0.9, h * 0.9],
      [0, h * 0.9],
    ]),
    surface(colour, { roughness: 0.55 }),
  );
  model.add('pot', rod(r * 0.92, r * 0.92, 0.004), soil(), { at: [0, h * 0.92, 0] });
  const leaf = texture(
    'leaf',
    (pen, w, th) => {
      fill(pen, '#3f8f3a', w, th);
      pen.strokeStyle = '#8cc46a';
      pen.lineWidth = 6;
      pen.strokeRect(w / 2, 0, 1, th);
      pen.lineWidth = 2;
      for (let y = 0; y < th; y += 22) {
        pen.beginPath();
        pen.moveTo(0, y - 24);
        pen.lineTo(w / 2, y);
        pen.lineTo(w, y - 24);
        pen.stroke();
      }
    },
    { width: 128, height: 128, repeat: [20, 12] },
  );
  const greens = [
    surface('#3f8f3a', { roughness: 0.6, map: leaf, isTwoSided: true }),
    surface('#5aa845', { roughness: 0.6, isTwoSided: true }),
    surface('#2f7d46', { roughness: 0.6, isTwoSided: true }),
  ];
  const count = 17;
  for (let i = 0; i < count; i++) {
    const angle = i * 2.4 + random.between(-0.2, 0.2);
    const spread = 0.2 + 0.8 * Math.sqrt((i + 1) / count);
    const length = random.between(0.085, 0.125);
    const top = h + length * (1.25 - 0.75 * spread);
    const out = length * 0.85 * spread;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    model.add(
      'leaves',
      tube(
        [
          [0, h * 0.9, 0],
          [c * out * 0.25, h + (top - h) * 0.6, s * out * 0.25],
          [c * out * 0.55, top * 0.97, s * out * 0.55],
        ],
        0.0026,
        10,
        6,
      ),
      matte('#4c7a35'),
    );
    const blade = model.add('leaves', ball(0.031, 14), random.pick(greens), {
      at: [c * out * 0.8, top, s * out * 0.8],
      scale: [1.3, 0.1, 0.72],
    });
    blade.rotation.order = 'YZX';
    blade.rotation.set(random.between(-0.3, 0.3), -angle, random.between(-0.55, 0.2));
  }
};

export const cactus: Build = (model, { colour, random }) => {
  const [r, h] = [0.045, 0.06];
  model.add(
    'pot',
    lathe([
      [0, 0],
      [r * 0.75, 0],
      [r, h * 0.8],
      [r * 1.1, h * 0.8],
      [r * 1.1, h],
      [r * 0.98, h],
      [r * 0.92, h * 0.9],
      [0, h * 0.9],
    ]),
    surface(colour, { roughness: 0.65 }),
  );
  model.add('pot', rod(r * 0.95, r * 0.95, 0.004), matte('#b59a70'), { at: [0, h * 0.93, 0] });
  const spines = texture(
    'spines',
    (pen, w, th) => {
      fill(pen, '#3e7d3f', w, th);
      for (let x = 0; x < 8; x++) {
        pen.fillStyle = '#2c5f33';
        pen.fillRect((x * w) / 8, 0, 9, th);
        pen.fillStyle = '#f0ead0';
        for (let y = 0; y < th; y += 22) {
          pen.fillRect((x * w) / 8 + 16, y, 10, 3);
          pen.fillRect((x * w) / 8 + 19, y - 4, 3, 11);
        }
      }
    },
    { repeat: [1.5, 1] },
  );
  const green = surface('#3e7d3f', { roughness: 0.7, map: spines });
  const height = random.between(0.085, 0.11);
  model.add('body', pill(0.026, height - 0.03), green, { at: [0, h + height / 2 - 0.012, 0] });
  for (const side of [-1, 1]) {
    const y = h + height * (side < 0 ? 0.35 : 0.5);
    model.add(
      'body',
      tube(
        [
          [side * 0.018, y, 0],
          [side * 0.042, y, 0],
          [side * 0.048, y + 0.012, 0],
          [side * 0.048, y + 0.036, 0],
        ],
        0.0115,
      ),
      green,
    );
    model.add('body', ball(0.0115, 14), green, { at: [side * 0.048, y + 0.036, 0] });
  }
  model.add('body', ball(0.012, 12), matte('#e85a9a'), { at: [0, h + height - 0.0, 0], scale: [1, 0.7, 1] });
};

export const vase: Build = (model, look) => {
  const { colour, second, pattern, random } = look;
  const h = random.between(0.13, 0.16);
  model.add(
    'body',
    smoothLathe([
      [0.001, 0],
      [0.032, 0],
      [0.05, h * 0.3],
      [0.044, h * 0.62],
      [0.023, h * 0.88],
      [0.031, h],
      [0.026, h * 0.99],
      [0.019, h * 0.88],
    ]),
    glazed(colour, patternTexture(colour, pattern, second, [2, 1])),
  );
  const bloom = random.pick(['#e0463f', '#f2c81e', '#ee8fb0', '#8a5cc0', '#f58a3c']);
  for (let i = 0; i < 7; i++) {
    const angle = i * 2.4;
    const out = i === 0 ? 0 : random.between(0.032, 0.062);
    const top = h + random.between(0.06, 0.115);
    const [x, z] = [out * Math.cos(angle), out * Math.sin(angle)];
    model.add(
      'body',
      tube(
        [
          [0, h * 0.8, 0],
          [x * 0.5, h + 0.02, z * 0.5],
          [x, top, z],
        ],
        0.0026,
        12,
        6,
      ),
      matte('#4b8a3c'),
    );
    const petal = surface(i % 3 === 2 ? shade(bloom, 0.07) : bloom, { roughness: 0.65 });
    model.add(
      'blossoms',
      smoothLathe(
        [
          [0.001, -0.014],
          [0.016, -0.008],
          [0.021, 0.006],
          [0.016, 0.021],
          [0.011, 0.027],
          [0.001, 0.018],
        ],
        14,
        12,
      ),
      petal,
      { at: [x, top + 0.008, z], turn: [z * 4, 0, -x * 4] },
    );
    if (i % 2 === 0)
      model.add('body', ball(0.03, 10), matte('#3f8f3a'), {
        at: [x * 0.8, h + 0.03, z * 0.8],
        scale: [0.28, 1, 0.09],
        turn: [0, -angle, -0.5],
      });
  }
};

export const candle: Build = (model, { colour, random }) => {
  const [r, h] = [random.between(0.03, 0.036), random.between(0.085, 0.125)];
  model.add(
    'body',
    lathe([
      [0, 0],
      [r * 1.5, 0],
      [r * 1.6, 0.006],
      [r * 1.5, 0.008],
      [0, 0.007],
    ]),
    surface('#b9954a', { roughness: 0.3, metalness: 0.7 }),
  );
  model.add(
    'body',
    lathe([
      [0, 0.006],
      [r, 0.006],
      [r, h],
      [r * 0.9, h + 0.002],
      [r * 0.7, h - 0.005],
      [0, h - 0.006],
    ]),
    surface(colour, { roughness: 0.55 }),
  );
  model.add('body', rod(0.0018, 0.0018, 0.016, 8), matte('#2a1d12'), { at: [0, h, 0] });
  model.add(
    'flame',
    smoothLathe(
      [
        [0.001, 0],
        [0.0085, 0.009],
        [0.0065, 0.02],
        [0.001, 0.037],
      ],
      14,
      14,
    ),
    surface('#ffb53a', { emissive: '#ff9a20', glow: 1.5 }),
    { at: [0, h + 0.005, 0] },
  );
};

export const duck: Build = (model, { colour }) => {
  const rubber = surface(colour, { roughness: 0.32 });
  model.add('body', ball(0.05), rubber, { at: [0, 0.038, 0], scale: [1.12, 0.78, 0.88] });
  model.add('body', ball(0.033), rubber, { at: [0.032, 0.09, 0] });
  model.add('body', ball(0.02), rubber, { at: [-0.052, 0.058, 0], scale: [1.1, 0.75, 0.9], turn: [0, 0, -0.7] });
  for (const side of [-1, 1]) {
    model.add('body', ball(0.024), rubber, {
      at: [-0.006, 0.045, side * 0.039],
      scale: [1.3, 0.72, 0.45],
      turn: [0, 0, -0.2],
    });
    model.add('body', ball(0.0062, 14), plastic('#17171a'), { at: [0.056, 0.1, side * 0.0165] });
  }
  model.add('beak', ball(0.0155, 18), plastic('#ef7f1a'), { at: [0.067, 0.087, 0], scale: [1.1, 0.5, 1.05] });
};

export const car: Build = (model, { colour }) => {
  const paint = surface(colour, { roughness: 0.25 });
  model.add('body', roundBox(0.135, 0.03, 0.062, 0.011), paint, { at: [0, 0.03, 0] });
  const cabin: [number, number][] = [
    [-0.048, 0],
    [0.034, 0],
    [0.014, 0.027],
    [-0.034, 0.027],
  ];
  model.add('body', slab(cabin, 0.046, 0.003), paint, { at: [0, 0.042, -0.023] });
  const pane = plastic('#1f2a38');
  for (const side of [-1, 1])
    model.add(
      'body',
      slab(
        [
          [-0.037, 0.004],
          [0.024, 0.004],
          [0.01, 0.022],
          [-0.029, 0.022],
        ],
        0.0008,
        0,
      ),
      pane,
      { at: [0, 0.042, side > 0 ? 0.0262 : -0.027] },
    );
  model.add('body', box(0.0012, 0.026, 0.042), pane, { at: [0.0285, 0.056, 0], turn: [0, 0, 0.64] });
  for (const side of [-1, 1]) {
    model.add('body', ball(0.0065, 12), surface('#fff6d0', { emissive: '#fff2b0', glow: 0.3 }), {
      at: [0.0655, 0.033, side * 0.02],
      scale: [0.5, 1, 1],
    });
    model.add('body', ball(0.0055, 12), plastic('#b01c1c'), { at: [-0.066, 0.034, side * 0.02], scale: [0.5, 1, 1] });
    for (const x of [-0.04, 0.042]) {
      model.add('wheels', rod(0.0175, 0.0175, 0.013), matte('#1b1b1e'), {
        at: [x, 0.0175, side * 0.029],
        turn: [flat, 0, 0],
      });
      model.add('wheels', rod(0.0095, 0.0095, 0.014), surface('#c4c7cd', { roughness: 0.3, metalness: 0.5 }), {
        at: [x, 0.0175, side * 0.0295],
        turn: [flat, 0, 0],
      });
    }
  }
};

export const dice: Build = (model, { colour, second, random }) => {
  const size = 0.042;
  const ivory = plastic(colour);
  const dot = matte(second);
  const spots = [
    [[0, 0]],
    [
      [-1, -1],
      [1, 1],
    ],
    [
      [-1, -1],
      [0, 0],
      [1, 1],
    ],
    [
      [-1, -1],
      [-1, 1],
      [1, -1],
      [1, 1],
    ],
    [
      [-1, -1],
      [-1, 1],
      [1, -1],
      [1, 1],
      [0, 0],
    ],
    [
      [-1, -1],
      [-1, 0],
      [-1, 1],
      [1, -1],
      [1, 0],
      [1, 1],
    ],
  ] as const;
  for (const [x, z, turn] of [
    [0, 0, 0],
    [0.052, 0.022, random.between(0.2, 1.2)],
  ] as const) {
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    model.add('body', roundBox(size, size, size, 0.006), ivory, { at: [x, size / 2, z], turn: [0, turn, 0] });
    const half = size / 2 + 0.0002;
    const put = (px: number, py: number, pz: number, scale: [number, number, number]) =>
      model.add('body', ball(0.0048, 10), dot, {
        at: [x + px * c + pz * s, size / 2 + py, z - px * s + pz * c],
        scale,
        turn: [0, turn, 0],
      });
    const q = 0.0105;
    const face = () => spots[random.integer(6)]!;
    for (const [a, b] of face()) put(a * q, half, b * q, [1, 0.2, 1]);
    for (const [a, b] of face()) put(half, a * q, b * q, [0.2, 1, 1]);
    for (const [a, b] of face()) put(-half, a * q, b * q, [0.2, 1, 1]);
    for (const [a, b] of face()) put(a * q, b * q, half, [1, 1, 0.2]);
    for (const [a, b] of face()) put(a * q, b * q, -half, [1, 1, 0.2]);
  }
};

export const tennisBall: Build = (model) => {
  const felt = texture('felt', (pen, w, h, random) => {
    fill(pen, '#b9d832', w, h);
    speckle(pen, random, 4000, 3, 0.16, [w, h]);
  });
  const r = 0.037;
  model.add('body', ball(r), matte('#b9d832', felt), { at: [0, r, 0] });
  const seam = Array.from({ length: 65 }, (_, i) => {
    const t = (2 * Math.PI * i) / 64;
    const [a, b] = [0.44, 0.56];
    const [x, y, z] = [
      b * Math.cos(t) + a * Math.cos(3 * t),
      b * Math.sin(t) - a * Math.sin(3 * t),
      2 * Math.sqrt(a * b) * Math.sin(2 * t),
    ];
    const length = Math.hypot(x, y, z);
    return [(r * x) / length, r + (r * y) / length, (r * z) / length] as const;
  });
  model.add('body', tube(seam, 0.0019, 160, 6), matte('#f2f2e8'));
};

export const gift: Build = (model, { colour, second, pattern, random }) => {
  const [w, h, d] = [random.between(0.09, 0.115), random.between(0.065, 0.085), random.between(0.09, 0.105)];
  model.add(
    'body',
    roundBox(w, h, d, 0.003),
    surface(colour, { roughness: 0.45, map: patternTexture(colour, pattern, shade(colour, 0.22)) }),
    { at: [0, h / 2, 0] },
  );
  const silk = surface(second, { roughness: 0.35 });
  model.add('bow', box(w + 0.002, h + 0.002, 0.015), silk, { at: [0, h / 2 + 0.0002, 0] });
  model.add('bow', box(0.015, h + 0.002, d + 0.002), silk, { at: [0, h / 2 + 0.0002, 0] });
  for (let i = 0; i < 4; i++) {
    const angle = (i * Math.PI) / 2 + 0.5;
    model.add('bow', ring(0.016, 0.0055, 22), silk, {
      at: [0.019 * Math.cos(angle), h + 0.012, -0.019 * Math.sin(angle)],
      turn: [0.25, angle, 0],
      scale: [1.15, 0.75, 1],
    });
  }
  model.add('bow', ball(0.009, 14), silk, { at: [0, h + 0.012, 0] });
};

export const rubik: Build = (model, { random }) => {
  const size = 0.06;
  model.add('body', roundBox(size, size, size, 0.003), plastic('#18191b'), { at: [0, size / 2, 0] });
  const colours = ['#d2332f', '#ef7f1a', '#f7d641', '#3f8f3a', '#2f66b5', '#f5f4f0'].map((colour) => plastic(colour));
  const half = size / 2 + 0.0004;
  const faces: readonly [number, number, number][] = [
    [0, 1, 0],
    [1, 0, 0],
    [-1, 0, 0],
    [0, 0, 1],
    [0, 0, -1],
  ];
  for (const [nx, ny, nz] of faces) {
    for (let i = 0; i < 9; i++) {
      const [a, b] = [((i % 3) - 1) * 0.0195, (Math.floor(i / 3) - 1) * 0.0195];
      const at = nx ? [nx * half, a, b] : ny ? [a, half, b] : [a, b, nz * half];
      const thin = [nx ? 0.001 : 0.0168, ny ? 0.001 : 0.0168, nz ? 0.001 : 0.0168] as const;
      model.add('body', box(...thin), random.pick(colours), { at: [at[0]!, size / 2 + at[1]!, at[2]!] });
    }
  }
};

export const bear: Build = (model, { colour }) => {
  const fur = matte(colour, weaveTexture(colour, shade(colour, 0.05), [5, 5]));
  const light = matte(shade(colour, 0.2));
  model.add('body', ball(0.042), fur, { at: [0, 0.047, 0], scale: [1, 1.1, 0.9] });
  model.add('body', ball(0.026), light, { at: [0, 0.046, 0.018], scale: [1, 1.1, 0.85] });
  model.add('body', ball(0.037), fur, { at: [0, 0.118, 0] });
  model.add('body', ball(0.0175), light, { at: [0, 0.109, 0.029], scale: [1.1, 0.85, 0.9] });
  model.add('body', ball(0.0062, 12), matte('#17171a'), { at: [0, 0.114, 0.0445] });
  for (const side of [-1, 1]) {
    model.add('body', ball(0.0155, 20), fur, { at: [side * 0.029, 0.147, 0], scale: [1, 1, 0.6] });
    model.add('body', ball(0.0095, 14), light, { at: [side * 0.029, 0.147, 0.006], scale: [1, 1, 0.5] });
    model.add('body', ball(0.0048, 12), plastic('#17171a'), { at: [side * 0.0135, 0.126, 0.0325] });
    model.add('body', ball(0.02), fur, {
      at: [side * 0.043, 0.064, 0.014],
      scale: [0.8, 1.5, 0.85],
      turn: [-0.5, 0, side * 0.6],
    });
    model.add('body', ball(0.021), fur, {
      at: [side * 0.03, 0.02, 0.04],
      scale: [0.85, 0.88, 1.5],
      turn: [0, side * 0.3, 0],
    });
    model.add('body', ball(0.013), light, {
      at: [side * 0.038, 0.021, 0.066],
      scale: [1, 1, 0.4],
      turn: [0, side * 0.3, 0],
    });
  }
};
