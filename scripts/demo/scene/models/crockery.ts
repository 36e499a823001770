import { type Build, ball, glazed, lathe, matte, rod, shiny, slab, smoothLathe, surface, tube } from '../model.ts';
import { patternTexture, woodTexture } from '../textures.ts';

const glaze = ({ colour, second, pattern }: Parameters<Build>[1]) =>
  glazed(colour, patternTexture(colour, pattern, second));

export const mug: Build = (model, look) => {
  const { random } = look;
  const radius = random.between(0.043, 0.05);
  const height = random.between(0.095, 0.115);
  const flare = random.between(0.86, 1);
  model.add(
    'body',
    lathe([
      [0, 0],
      [radius * flare * 0.92, 0],
      [radius * flare, 0.006],
      [radius, height],
      [radius - 0.004, height + 0.002],
      [radius - 0.007, height],
      [radius * flare - 0.007, 0.01],
      [0, 0.01],
    ]),
    glaze(look),
  );
  model.add('body', rod(radius - 0.007, radius - 0.007, 0.002), surface('#4a2a18', { roughness: 0.25 }), {
    at: [0, height * 0.86, 0],
  });
  const r = radius - 0.002;
  model.add(
    'handle',
    tube(
      [
        [r, height * 0.8, 0],
        [r + 0.026, height * 0.82, 0],
        [r + 0.036, height * 0.52, 0],
        [r + 0.024, height * 0.24, 0],
        [r - 0.001, height * 0.2, 0],
      ],
      0.0075,
    ),
    glazed(look.colour),
  );
};

export const bowl: Build = (model, look) => {
  const radius = look.random.between(0.085, 0.1);
  const height = look.random.between(0.055, 0.07);
  const material =
    look.material === 'wood'
      ? surface(look.colour, { roughness: 0.55, map: woodTexture('#a06b3c', [2, 1]), isTwoSided: true })
      : glaze(look);
  material.side = 2;
  model.add(
    'body',
    smoothLathe([
      [0.03, 0],
      [0.045, 0.002],
      [radius * 0.8, height * 0.5],
      [radius, height],
      [radius - 0.005, height + 0.001],
      [radius * 0.78 - 0.004, height * 0.52],
      [0.035, 0.011],
      [0.0, 0.009],
    ]),
    material,
  );
  model.add('body', rod(0.035, 0.035, 0.006), material, { at: [0, 0.003, 0] });
};

export const plate: Build = (model, look) => {
  const radius = look.random.between(0.1, 0.118);
  model.add(
    'body',
    lathe(
      [
        [0, 0],
        [radius * 0.55, 0],
        [radius * 0.65, 0.004],
        [radius, 0.018],
        [radius, 0.021],
        [radius * 0.98, 0.022],
        [radius * 0.66, 0.009],
        [0, 0.008],
      ],
      56,
    ),
    glazed(look.colour),
  );
  model.add(
    'body',
    lathe(
      [
        [radius * 0.9, 0.0188],
        [radius * 0.945, 0.0212],
      ],
      56,
    ),
    surface(look.second, { roughness: 0.25, isTwoSided: true }),
    { at: [0, 0.0008, 0] },
  );
};

export const teapot: Build = (model, look) => {
  const s = look.random.between(0.95, 1.12);
  const material = glaze(look);
  model.add(
    'body',
    smoothLathe(
      [
        [0.001, 0],
        [0.045, 0],
        [0.072, 0.03],
        [0.075, 0.06],
        [0.052, 0.098],
        [0.036, 0.105],
      ].map(([r, h]) => [r! * s, h! * s] as const),
    ),
    material,
  );
  model.add(
    'body',
    smoothLathe(
      [
        [0.04, 0.102],
        [0.036, 0.112],
        [0.014, 0.122],
        [0.001, 0.124],
      ].map(([r, h]) => [r! * s, h! * s] as const),
    ),
    glazed(look.colour),
  );
  model.add('body', ball(0.011 * s), glazed(look.second), { at: [0, 0.131 * s, 0] });
  model.add(
    'spout',
    tube(
      [
        [0.062, 0.035, 0],
        [0.095, 0.052, 0],
        [0.105, 0.085, 0],
        [0.125, 0.106, 0],
      ].map(([x, y, z]) => [x! * s, y! * s, z!] as const),
      0.0125 * s,
    ),
    glazed(look.colour),
  );
  model.add(
    'handle',
    tube(
      [
        [-0.05, 0.092, 0],
        [-0.098, 0.098, 0],
        [-0.112, 0.06, 0],
        [-0.09, 0.03, 0],
        [-0.066, 0.028, 0],
      ].map(([x, y, z]) => [x! * s, y! * s, z!] as const),
      0.008 * s,
    ),
    glazed(look.colour),
  );
};

export const spoon: Build = (model, look) => {
  const wood = surface('#b07a44', {
    roughness: 0.7,
    map: woodTexture(look.random.pick(['#b98350', '#a8713f', '#c4915e']), [1, 1]),
  });
  model.add('body', ball(0.034), wood, { at: [0.082, 0.0105, 0], scale: [1.15, 0.3, 0.82] });
  model.add('body', ball(0.029), matte('#8a5a30'), { at: [0.083, 0.0135, 0], scale: [1.1, 0.27, 0.78] });
  model.add(
    'body',
    tube(
      [
        [0.055, 0.011, 0],
        [0, 0.009, 0],
        [-0.06, 0.008, 0],
        [-0.13, 0.009, 0],
      ],
      0.0078,
    ),
    wood,
  );
};

export const fork: Build = (model) => {
  const steel = shiny('#c9ccd2');
  const turn = [-Math.PI / 2, 0, 0] as const;
  model.add(
    'body',
    slab(
      [
        [-0.125, -0.0085],
        [-0.11, -0.01],
        [0.015, -0.0055],
        [0.03, -0.0165],
        [0.05, -0.018],
        [0.05, 0.018],
        [0.03, 0.0165],
        [0.015, 0.0055],
        [-0.11, 0.01],
        [-0.125, 0.0085],
      ],
      0.0035,
      0.0015,
    ),
    steel,
    { at: [0, 0.003, 0], turn },
  );
  for (const z of [-0.0155, -0.0052, 0.0052, 0.0155]) {
    model.add(
      'body',
      slab(
        [
          [0.048, -0.003],
          [0.1, -0.0017],
          [0.1, 0.0017],
          [0.048, 0.003],
        ],
        0.0035,
        0.0012,
      ),
      steel,
      { at: [0, 0.003, z], turn },
    );
  }
};
