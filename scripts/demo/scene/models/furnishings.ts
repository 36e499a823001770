import {
  type Build,
  ball,
  box,
  glazed,
  lathe,
  matte,
  plastic,
  quarterTurn,
  ring,
  rod,
  roundBox,
  shiny,
  smoothLathe,
  surface,
  tube,
} from '../model.ts';
import { fill, patternTexture, shade, texture, woodTexture } from '../textures.ts';

export const lamp: Build = (model, { colour, second, random }) => {
  const h = random.between(0.24, 0.28);
  const foot = random.pick([
    shiny('#b08d4a'),
    surface('#7a4a2a', { roughness: 0.5 }),
    matte('#2a2a2e'),
    surface('#e8e4da', { roughness: 0.25 }),
  ]);
  model.add(
    'foot',
    lathe([
      [0, 0],
      [0.055, 0],
      [0.055, 0.008],
      [0.04, 0.016],
      [0.013, 0.026],
      [0.011, 0.06],
      [0.02, 0.085],
      [0.011, 0.115],
      [0.009, h * 0.66],
      [0, h * 0.66],
    ]),
    foot,
  );
  const shade = surface(colour, { roughness: 0.9, emissive: colour, glow: 0.42, isTwoSided: true });
  model.add(
    'shade',
    lathe([
      [0.1, h * 0.56],
      [0.098, h * 0.57],
      [0.062, h],
      [0.06, h],
    ]),
    shade,
  );
  model.add('body', ball(0.026), surface('#fff3d0', { emissive: '#ffe9b0', glow: 1.4 }), { at: [0, h * 0.72, 0] });
  for (const [radius, y] of [
    [0.1, h * 0.565],
    [0.0618, h],
  ] as const)
    model.add('shade', ring(radius, 0.0026, 40), matte(second), { at: [0, y, 0], turn: [quarterTurn, 0, 0] });
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

export const globe: Build = (model) => {
  const earth = texture(
    'earth',
    (draw, w, h, random) => {
      fill(draw, '#2f74bd', w, h);
      for (let i = 0; i < 11; i++) {
        const [x, y] = [random.next() * w, random.between(0.15, 0.85) * h];
        draw.fillStyle = random.pick(['#5aa845', '#7fae4a', '#c9a85a', '#4b9b5c', '#d7bf72']);
        for (const shift of [-w, 0, w]) {
          for (let blob = 0; blob < 7; blob++) {
            draw.beginPath();
            draw.ellipse(
              x + shift + 22 * Math.sin(blob * 2.1),
              y + 20 * Math.cos(blob * 1.7),
              14 + 3 * (blob % 3),
              12 + 4 * (blob % 2),
              blob,
              0,
              7,
            );
            draw.fill();
          }
        }
      }
      draw.fillStyle = '#f2f5f7';
      draw.fillRect(0, 0, w, h * 0.06);
      draw.fillRect(0, h * 0.94, w, h * 0.06);
      draw.strokeStyle = 'rgba(255,255,255,0.35)';
      for (let i = 1; i < 6; i++) draw.strokeRect(-5, (i * h) / 6, w + 10, 0.5);
      for (let i = 0; i < 12; i++) draw.strokeRect((i * w) / 12, -5, 0.5, h + 10);
    },
    { width: 512, height: 256 },
  );
  const wood = surface('#7a4a2a', { roughness: 0.5, map: woodTexture('#7a4a2a') });
  const tilt = 0.41;
  model.add('body', ball(0.064, 40), surface('#2f74bd', { roughness: 0.4, map: earth }), {
    at: [0, 0.118, 0],
    turn: [0, 0, -tilt],
  });
  model.add(
    'stand',
    lathe([
      [0, 0],
      [0.052, 0],
      [0.052, 0.008],
      [0.04, 0.014],
      [0.012, 0.022],
      [0.01, 0.046],
      [0, 0.046],
    ]),
    wood,
  );
  const arc = Array.from({ length: 15 }, (_, i) => {
    const a = -Math.PI / 2 - tilt + (Math.PI * i) / 14;
    return [0.073 * Math.cos(a), 0.118 + 0.073 * Math.sin(a), 0] as const;
  });
  model.add('stand', tube(arc, 0.0042, 40), shiny('#c9a24a'));
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

export const basket: Build = (model, look) => {
  const wicker = texture(
    'wicker',
    (pen, w, h, random) => {
      fill(pen, '#7d5229', w, h);
      for (let row = 0; row < 8; row++) {
        for (let column = 0; column < 8; column++) {
          pen.fillStyle = random.pick(['#c2904f', '#b5813f', '#cfa063', '#a87636']);
          const x = ((column + (row % 2) / 2) * w) / 8;
          pen.fillRect(x, (row * h) / 8 + 2, w / 8 - 4, h / 8 - 5);
          if (x + w / 8 > w) pen.fillRect(x - w, (row * h) / 8 + 2, w / 8 - 4, h / 8 - 5);
        }
      }
    },
    { repeat: [4, 1] },
  );
  const material = surface('#b5813f', { roughness: 0.85, map: wicker, isTwoSided: true });
  const r = look.random.between(0.095, 0.108);
  model.add(
    'body',
    lathe([
      [0, 0.002],
      [r * 0.8, 0.002],
      [r * 0.84, 0.01],
      [r, 0.075],
    ]),
    material,
  );
  model.add(
    'body',
    lathe([
      [0, 0.01],
      [r * 0.8, 0.01],
    ]),
    matte('#8a5f30'),
  );
  model.add(
    'body',
    tube(
      Array.from(
        { length: 25 },
        (_, i) => [r * Math.cos((i * Math.PI) / 12), 0.077, r * Math.sin((i * Math.PI) / 12)] as const,
      ),
      0.006,
      60,
    ),
    matte('#b98646'),
  );
  model.add(
    'body',
    tube(
      [
        [-r, 0.075, 0],
        [-r * 0.8, 0.16, 0],
        [0, 0.19, 0],
        [r * 0.8, 0.16, 0],
        [r, 0.075, 0],
      ],
      0.0065,
    ),
    matte('#a87636'),
  );
};

export const glasses: Build = (model, { colour }) => {
  const frame = plastic(colour);
  const y = 0.028;
  for (const side of [-1, 1]) {
    model.add('body', ring(0.027, 0.0042, 32), frame, { at: [side * 0.036, y + 0.003, 0] });
    model.add('body', rod(0.026, 0.026, 0.001), surface('#cfe3ea', { roughness: 0.05, opacity: 0.28 }), {
      at: [side * 0.036, y + 0.003, 0],
      turn: [quarterTurn, 0, 0],
    });
    model.add(
      'body',
      tube(
        [
          [side * 0.063, y + 0.008, 0],
          [side * 0.067, y + 0.008, -0.01],
          [side * 0.066, y - 0.004, -0.085],
          [side * 0.064, 0.004, -0.125],
        ],
        0.0038,
      ),
      frame,
    );
  }
  model.add(
    'body',
    tube(
      [
        [-0.01, y + 0.006, 0],
        [0, y + 0.012, 0.002],
        [0.01, y + 0.006, 0],
      ],
      0.0036,
    ),
    frame,
  );
};
