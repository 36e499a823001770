import { type Build, ball, box, matte, plastic, quarterTurn, rod, roundBox, slab, surface, tube } from '../model.ts';
import { fill, shade, speckle, texture, weaveTexture } from '../textures.ts';

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
        turn: [quarterTurn, 0, 0],
      });
      model.add('wheels', rod(0.0095, 0.0095, 0.014), surface('#c4c7cd', { roughness: 0.3, metalness: 0.5 }), {
        at: [x, 0.0175, side * 0.0295],
        turn: [quarterTurn, 0, 0],
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
