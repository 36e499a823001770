import { type Build, ball, glazed, lathe, matte, rod, shiny, slab, smoothLathe, surface, tube } from '../model.ts';
import { fill, patternTexture, speckle, texture, woodTexture } from '../textures.ts';

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

/** Over the cork of a wine bottle. */
const foils = ['#7a1f2b'] as const;

export const wineBottle: Build = (model, look) => {
  const foil = look.random.pick(foils);
  const glass = surface(look.colour, { roughness: 0.08, metalness: 0.15 });
  // Seen through twice: full bottles are nearly black.
  glass.color.multiplyScalar(0.42);
  const r = 0.038;
  model.add(
    'body',
    lathe([
      [0, 0],
      [r * 0.9, 0],
      [r, 0.006],
      [r, 0.165],
      [r * 0.93, 0.185],
      [0.018, 0.215],
      [0.0145, 0.225],
      [0.0145, 0.268],
      [0.0165, 0.27],
      [0.0165, 0.277],
      [0, 0.277],
    ]),
    glass,
  );
  model.add(
    'body',
    lathe([
      [0.0155, 0.232],
      [0.0165, 0.277],
      [0.0168, 0.279],
      [0, 0.28],
    ]),
    surface(foil, { roughness: 0.4, metalness: 0.3 }),
  );
  const seed = look.random.integer(5);
  const paper = texture(`wine label ${seed}`, (pen, w, h, random) => {
    fill(pen, random.pick(['#f3ead2', '#efe3c4', '#f7f2e4', '#e9dcc0']), w, h);
    pen.strokeStyle = '#8a6a2a';
    pen.lineWidth = 5;
    pen.strokeRect(10, 10, w - 20, h - 20);
    pen.fillStyle = random.pick(['#7a1f2b', '#23395b', '#2c4a2e']);
    pen.font = 'bold 44px serif';
    pen.textAlign = 'center';
    pen.fillText(random.pick(['MERLOT', 'RIOJA', 'CHIANTI', 'MALBEC', 'CUVEE']), w / 2, 72);
    pen.fillRect(w * 0.2, 90, w * 0.6, 4);
    pen.beginPath();
    pen.arc(w / 2, 150, 36, 0, 7);
    pen.fill();
    pen.font = '30px serif';
    pen.fillText(random.pick(['2016', '2018', '2021']), w / 2, 232);
  });
  for (const start of [0, Math.PI]) {
    const label = model.add(
      'label',
      lathe(
        [
          [r + 0.0008, 0.045],
          [r + 0.0008, 0.125],
        ],
        20,
      ),
      surface('#f3ead2', { roughness: 0.85, map: paper, isTwoSided: true }),
      { turn: [0, start, 0] },
    );
    // Two labels, front and back, of a little less than half the way round each.
    const position = label.geometry.getAttribute('position');
    const uv = label.geometry.getAttribute('uv');
    for (let i = 0; i < position.count; i++) {
      const angle = (uv.getX(i) - 0.5) * Math.PI * 0.84;
      position.setXYZ(i, (r + 0.0008) * Math.sin(angle), position.getY(i), (r + 0.0008) * Math.cos(angle));
    }
    label.geometry.computeVertexNormals();
  }
};

export const waterBottle: Build = (model, look) => {
  const isMetal = look.material === 'metal';
  const body = surface(look.colour, { roughness: isMetal ? 0.32 : 0.4, metalness: isMetal ? 0.45 : 0 });
  const r = look.random.between(0.034, 0.039);
  const h = look.random.between(0.18, 0.21);
  model.add(
    'body',
    lathe([
      [0, 0],
      [r * 0.94, 0],
      [r, 0.005],
      [r, h * 0.8],
      [r * 0.9, h * 0.87],
      [r * 0.62, h * 0.92],
      [r * 0.62, h * 0.94],
      [0, h * 0.94],
    ]),
    body,
  );
  model.add(
    'body',
    lathe([
      [r + 0.0006, h * 0.3],
      [r + 0.0006, h * 0.36],
    ]),
    surface(look.second, { isTwoSided: true }),
  );
  model.add(
    'lid',
    lathe([
      [r * 0.68, h * 0.92],
      [r * 0.7, h * 0.925],
      [r * 0.7, h * 1.01],
      [r * 0.62, h * 1.025],
      [0, h * 1.025],
    ]),
    matte('#2c2d31'),
  );
  model.add(
    'lid',
    tube(
      [
        [-r * 0.45, h * 1.02, 0],
        [-r * 0.3, h * 1.11, 0],
        [r * 0.3, h * 1.11, 0],
        [r * 0.45, h * 1.02, 0],
      ],
      0.005,
    ),
    matte('#2c2d31'),
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

export const jar: Build = (model, look) => {
  const r = 0.04;
  model.add(
    'body',
    lathe([
      [0, 0.003],
      [r - 0.003, 0.003],
      [r - 0.0025, 0.075],
      [0, 0.075],
    ]),
    surface(look.colour, { roughness: 0.35 }),
  );
  model.add(
    'body',
    lathe([
      [0, 0],
      [r * 0.94, 0],
      [r, 0.006],
      [r, 0.08],
      [r * 0.86, 0.092],
      [r * 0.86, 0.1],
    ]),
    surface('#dfeef0', { roughness: 0.05, opacity: 0.22 }),
  );
  const paper = texture(
    `jam ${look.colour}`,
    (pen, w, h) => {
      fill(pen, '#fbf6e8', w, h);
      for (let x = 0; x < 3; x++) {
        pen.strokeStyle = look.colour;
        pen.lineWidth = 6;
        pen.strokeRect((x * w) / 3 + 6, 10, w / 3 - 12, h - 20);
        pen.fillStyle = look.colour;
        pen.font = 'bold 34px serif';
        pen.textAlign = 'center';
        pen.fillText('Jam', ((x + 0.5) * w) / 3, 60);
        pen.beginPath();
        pen.arc(((x + 0.5) * w) / 3, 95, 20, 0, 7);
        pen.fill();
      }
    },
    { height: 128 },
  );
  model.add(
    'body',
    lathe([
      [r + 0.0006, 0.024],
      [r + 0.0006, 0.058],
    ]),
    surface('#fbf6e8', { map: paper, isTwoSided: true }),
  );
  model.add(
    'lid',
    lathe([
      [0.036, 0.096],
      [0.0385, 0.097],
      [0.0385, 0.113],
      [0.036, 0.116],
      [0, 0.116],
    ]),
    surface('#fff', { roughness: 0.5, map: patternTexture('#f3efe6', 'checked', look.colour, [3, 1]) }),
  );
};

export const wineGlass: Build = (model) => {
  const glass = surface('#e6f2f4', { roughness: 0.04, opacity: 0.32, isTwoSided: true });
  model.add(
    'body',
    smoothLathe([
      [0.038, 0.001],
      [0.03, 0.003],
      [0.006, 0.01],
      [0.005, 0.05],
      [0.005, 0.085],
      [0.02, 0.096],
      [0.04, 0.125],
      [0.041, 0.15],
      [0.034, 0.185],
    ]),
    glass,
  );
  model.add(
    'body',
    smoothLathe([
      [0.001, 0.097],
      [0.018, 0.0975],
      [0.036, 0.12],
      [0.039, 0.135],
      [0.0385, 0.14],
      [0.001, 0.1405],
    ]),
    surface('#6e1020', { roughness: 0.15 }),
  );
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
