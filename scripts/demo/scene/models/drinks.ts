import { type Build, lathe, matte, smoothLathe, surface, tube } from '../model.ts';
import { fill, patternTexture, texture } from '../textures.ts';

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
