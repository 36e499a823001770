import { type Build, ball, lathe, matte, pill, rod, surface, tube } from '../model.ts';
import { fill, texture } from '../textures.ts';

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
