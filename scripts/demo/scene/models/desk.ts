import {
  type Build,
  ball,
  box,
  lathe,
  matte,
  pill,
  plastic,
  ring,
  rod,
  roundBox,
  shiny,
  surface,
  tube,
} from '../model.ts';
import { fill, speckle, texture, woodTexture } from '../textures.ts';

const flat = Math.PI / 2;

/** Paper edges: fine lines along the block. */
const edges = () =>
  texture(
    'pages',
    (pen, w, h, random) => {
      fill(pen, '#efe6d0', w, h);
      for (let y = 0; y < h; y += 3) {
        pen.fillStyle = `rgba(110,90,60,${random.between(0.08, 0.4)})`;
        pen.fillRect(0, y, w, 1.4);
      }
    },
    { width: 64, height: 128 },
  );

const titles = ['THE SEA', 'WINTER', 'A LONG ROAD', 'ORCHARD', 'NIGHT TRAIN', 'LETTERS', 'THE ISLAND', 'EMMA'];

export const book: Build = (model, { colour, second, pattern, random }) => {
  const [w, d, h] = [random.between(0.13, 0.15), random.between(0.19, 0.215), random.between(0.03, 0.042)];
  const cover = texture(
    `cover ${colour} ${second} ${pattern} ${random.integer(8)}`,
    (pen, tw, th, draw) => {
      fill(pen, colour, tw, th);
      pen.fillStyle = second;
      pen.strokeStyle = second;
      if (pattern === 'striped') for (let y = 150; y < 330; y += 36) pen.fillRect(0, y, tw, 15);
      else {
        pen.lineWidth = 5;
        pen.strokeRect(14, 14, tw - 28, th - 28);
        pen.beginPath();
        const motif = draw.integer(3);
        if (motif === 0) pen.arc(tw / 2, th * 0.6, 56, 0, 7);
        else if (motif === 1) {
          pen.moveTo(tw / 2, th * 0.45);
          pen.lineTo(tw * 0.75, th * 0.75);
          pen.lineTo(tw * 0.25, th * 0.75);
        } else pen.rect(tw * 0.3, th * 0.48, tw * 0.4, th * 0.26);
        pen.fill();
      }
      pen.font = 'bold 36px serif';
      pen.textAlign = 'center';
      pen.fillText(draw.pick(titles), tw / 2, 80, tw - 50);
      pen.font = '22px serif';
      pen.fillText(draw.pick(['J. Moreau', 'A. Lindqvist', 'S. Okafor', 'R. Tanaka']), tw / 2, 118);
      speckle(pen, draw, 600, 3, 0.06, [tw, th]);
    },
    { height: 384 },
  );
  const cloth = surface(colour, { roughness: 0.75 });
  model.add('pages', box(w - 0.008, h - 0.008, d - 0.012), surface('#efe6d0', { roughness: 0.95, map: edges() }), {
    at: [0.001, h / 2, 0],
  });
  model.add('body', roundBox(w, 0.004, d, 0.0015), cloth, { at: [0, 0.002, 0] });
  model.add('body', roundBox(w, 0.004, d, 0.0015), cloth, { at: [0, h - 0.002, 0] });
  model.add('body', roundBox(0.005, h, d, 0.002), cloth, { at: [-w / 2 + 0.0025, h / 2, 0] });
  model.add('body', box(w - 0.003, 0.0004, d - 0.003), surface(colour, { roughness: 0.6, map: cover }), {
    at: [0, h + 0.0002, 0],
  });
};

export const notebook: Build = (model, { colour, second, pattern, random }) => {
  const [w, d, h] = [random.between(0.135, 0.15), random.between(0.18, 0.2), 0.014];
  model.add('body', box(w - 0.006, h - 0.004, d - 0.006), surface('#efe6d0', { roughness: 0.95, map: edges() }), {
    at: [0, h / 2, 0],
  });
  const cover = texture(`notebook ${colour} ${second} ${pattern}`, (pen, tw, th, draw) => {
    fill(pen, colour, tw, th);
    pen.fillStyle = second;
    pen.globalAlpha = 0.55;
    if (pattern === 'dotted')
      for (let i = 0; i < 60; i++) {
        pen.beginPath();
        pen.arc(
          ((i % 6) + 0.5 + (Math.floor(i / 6) % 2) / 2) * (tw / 6.5),
          (Math.floor(i / 6) + 0.5) * (th / 10),
          9,
          0,
          7,
        );
        pen.fill();
      }
    if (pattern === 'checked')
      for (let i = 0; i < 60; i++)
        if ((i + Math.floor(i / 6)) % 2)
          pen.fillRect((i % 6) * (tw / 6), Math.floor(i / 6) * (th / 10), tw / 6, th / 10);
    pen.globalAlpha = 1;
    pen.fillStyle = '#f6f0df';
    pen.fillRect(tw * 0.25, th * 0.2, tw * 0.5, th * 0.2);
    pen.fillStyle = '#444';
    pen.font = 'bold 32px sans-serif';
    pen.textAlign = 'center';
    pen.fillText('Notes', tw / 2, th * 0.325);
    speckle(pen, draw, 500, 3, 0.06, [tw, th]);
  });
  const cardboard = surface(colour, { roughness: 0.7 });
  model.add('body', roundBox(w, 0.0025, d, 0.001), cardboard, { at: [0, 0.0013, 0] });
  model.add('body', roundBox(w, 0.0025, d, 0.001), cardboard, { at: [0, h - 0.0012, 0] });
  model.add('body', box(w - 0.001, 0.0004, d - 0.001), surface(colour, { roughness: 0.6, map: cover }), {
    at: [0, h + 0.0002, 0],
  });
  for (let i = 0; i < 13; i++)
    model.add('spiral', ring(0.0095, 0.0018, 14), shiny('#b9bcc4'), {
      at: [-w / 2, h / 2 + 0.002, (i - 6) * (d / 14)],
    });
};

export const pen: Build = (model, { colour }) => {
  const body = plastic(colour);
  const lie = (x: number) => ({ at: [x, 0.0075, 0] as const, turn: [0, 0, -flat] as const });
  model.add('body', rod(0.0075, 0.0075, 0.085), body, lie(-0.002));
  model.add('body', rod(0.0075, 0.002, 0.022), plastic('#e6e6e6'), lie(0.0515));
  model.add('body', rod(0.0015, 0.0012, 0.006), matte('#1a1a1a'), lie(0.0655));
  model.add('body', rod(0.0083, 0.0083, 0.036), body, lie(-0.06));
  model.add('body', rod(0.0086, 0.0086, 0.004), shiny('#d0d0d6'), lie(-0.041));
  model.add('body', roundBox(0.034, 0.003, 0.0045, 0.001), shiny('#d0d0d6'), { at: [-0.06, 0.0168, 0] });
};

export const pencil: Build = (model, { colour }) => {
  const lie = (x: number) => ({ at: [x, 0.0062, 0] as const, turn: [0, 0, -flat] as const });
  model.add('body', rod(0.0068, 0.0068, 0.13, 6), plastic(colour), lie(-0.005));
  model.add('body', rod(0.0066, 0.0022, 0.019, 12), matte('#d9ab70'), lie(0.0695));
  model.add('body', rod(0.0022, 0.0003, 0.007, 10), matte('#26262a'), lie(0.0825));
  model.add('body', rod(0.007, 0.007, 0.013), shiny('#c9b46a'), lie(-0.0755));
  model.add('body', rod(0.0066, 0.0066, 0.012), matte('#e58a93'), lie(-0.087));
};

export const scissors: Build = (model, { colour }) => {
  const steel = shiny('#c4c8cf');
  for (const side of [-1, 1]) {
    const blade = model.add('blades', box(0.095, 0.003, 0.014), steel, {
      at: [0.05, 0.005 + side * 0.0018, side * 0.0065],
      turn: [0, side * 0.16, 0],
    });
    blade.geometry.translate(0, 0, side * -0.002);
    model.add(
      'body',
      tube(
        [
          [0.0, 0.006, 0],
          [-0.025, 0.007, side * 0.012],
          [-0.04, 0.007, side * 0.018],
        ],
        0.0062,
      ),
      plastic(colour),
    );
    model.add('body', ring(0.021, 0.0062, 28), plastic(colour), {
      at: [-0.062, 0.0075, side * 0.029],
      turn: [flat, 0, 0],
      scale: [1.25, 0.95, 1],
    });
  }
  model.add('blades', rod(0.006, 0.005, 0.008), shiny('#9a9ea6'), { at: [0.005, 0.009, 0] });
};

export const glasses: Build = (model, { colour }) => {
  const frame = plastic(colour);
  const y = 0.028;
  for (const side of [-1, 1]) {
    model.add('body', ring(0.027, 0.0042, 32), frame, { at: [side * 0.036, y + 0.003, 0] });
    model.add('body', rod(0.026, 0.026, 0.001), surface('#cfe3ea', { roughness: 0.05, opacity: 0.28 }), {
      at: [side * 0.036, y + 0.003, 0],
      turn: [flat, 0, 0],
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

export const camera: Build = (model, { colour }) => {
  const hide = texture(`hide ${colour}`, (draw, w, h, r) => {
    fill(draw, colour, w, h);
    speckle(draw, r, 2600, 4, 0.18, [w, h]);
  });
  const silver = surface('#c9cbd0', { roughness: 0.3, metalness: 0.6 });
  model.add('body', roundBox(0.13, 0.052, 0.045, 0.008), surface(colour, { roughness: 0.75, map: hide }), {
    at: [0, 0.032, 0],
  });
  model.add('body', roundBox(0.13, 0.016, 0.045, 0.006), silver, { at: [0, 0.064, 0] });
  model.add('body', roundBox(0.13, 0.008, 0.045, 0.003), silver, { at: [0, 0.004, 0] });
  model.add('body', roundBox(0.042, 0.02, 0.036, 0.005), silver, { at: [0, 0.079, 0] });
  model.add('body', box(0.022, 0.01, 0.001), matte('#15161a'), { at: [0, 0.079, 0.0185] });
  model.add('body', rod(0.009, 0.009, 0.008), silver, { at: [0.045, 0.076, 0] });
  model.add('body', rod(0.012, 0.012, 0.007), matte('#2b2b30'), { at: [-0.045, 0.075, 0] });
  const face = [flat, 0, 0] as const;
  model.add('lens', rod(0.029, 0.029, 0.02), silver, { at: [0, 0.036, 0.03], turn: face });
  model.add('lens', rod(0.026, 0.026, 0.026), matte('#1b1c20'), { at: [0, 0.036, 0.046], turn: face });
  model.add('lens', ring(0.0225, 0.003, 30), matte('#101114'), { at: [0, 0.036, 0.059] });
  model.add('lens', ball(0.02), surface('#1d2b55', { roughness: 0.05, metalness: 0.4 }), {
    at: [0, 0.036, 0.055],
    scale: [1, 1, 0.35],
  });
};

export const phone: Build = (model, { colour, random }) => {
  const [w, d] = [0.08, 0.162];
  model.add('body', roundBox(w, 0.011, d, 0.005), plastic(colour), { at: [0, 0.0055, 0] });
  const screen = texture(
    `phone ${random.integer(4)}`,
    (draw, tw, th, r) => {
      const sky = draw.createLinearGradient(0, 0, tw * 0.4, th);
      const [from, to] = r.pick([
        ['#3a1c71', '#ffaf7b'],
        ['#134e5e', '#71b280'],
        ['#0f2027', '#2c8fb3'],
        ['#41295a', '#c86dd7'],
      ] as const);
      sky.addColorStop(0, from);
      sky.addColorStop(1, to);
      draw.fillStyle = sky;
      draw.fillRect(0, 0, tw, th);
      draw.fillStyle = 'white';
      draw.font = 'bold 44px sans-serif';
      draw.textAlign = 'center';
      draw.fillText('10:24', tw / 2, 90);
      for (let i = 0; i < 16; i++) {
        draw.fillStyle = r.pick(['#e84a5f', '#f7d641', '#4a90d9', '#5aa845', '#ffffff', '#ef7f1a']);
        draw.beginPath();
        draw.roundRect(18 + (i % 4) * 58, 200 + Math.floor(i / 4) * 68, 42, 46, 10);
        draw.fill();
      }
    },
    { height: 512 },
  );
  model.add('screen', box(w - 0.007, 0.0006, d - 0.008), surface('#222', { roughness: 0.12, map: screen }), {
    at: [0, 0.0112, 0],
  });
};

export const headphones: Build = (model, { colour }) => {
  const shell = plastic(colour);
  const arc = Array.from({ length: 13 }, (_, i) => {
    const a = (Math.PI * i) / 12;
    return [-0.082 * Math.cos(a), 0.045 + 0.1 * Math.sin(a), 0] as const;
  });
  model.add('body', tube(arc, 0.0082, 48), shell);
  model.add(
    'body',
    tube(
      arc.slice(4, 9).map(([x, y, z]) => [x * 0.93, y - 0.006, z] as const),
      0.0105,
      24,
    ),
    matte('#3a3a40'),
  );
  for (const side of [-1, 1]) {
    model.add('body', rod(0.038, 0.034, 0.018), shell, { at: [side * 0.086, 0.04, 0], turn: [0, 0, side * -flat] });
    model.add('cushions', ring(0.027, 0.0115, 30), matte('#2a2a2e'), {
      at: [side * 0.073, 0.04, 0],
      turn: [0, flat, 0],
    });
  }
};

export const laptop: Build = (model, { colour, random }) => {
  const [w, d] = [0.27, 0.185];
  const shell = surface(colour, { roughness: 0.4, metalness: 0.35 });
  model.add('body', roundBox(w, 0.012, d, 0.005), shell, { at: [0, 0.006, 0] });
  const keys = texture(
    'keys',
    (draw, tw, th) => {
      fill(draw, '#55585e', tw, th);
      for (let row = 0; row < 5; row++) {
        for (let column = 0; column < 13; column++) {
          draw.fillStyle = '#17181b';
          draw.fillRect(column * (tw / 13) + 2, row * (th / 5) + 2, tw / 13 - 4, th / 5 - 4);
          draw.fillStyle = '#c9cbd0';
          draw.fillRect(column * (tw / 13) + 8, row * (th / 5) + 8, 5, 8);
        }
      }
    },
    { width: 384, height: 160 },
  );
  model.add('keyboard', box(w - 0.03, 0.0008, 0.088), surface('#222', { roughness: 0.7, map: keys }), {
    at: [0, 0.0124, -0.024],
  });
  model.add('body', box(0.085, 0.0006, 0.052), surface(colour, { roughness: 0.3, metalness: 0.5 }), {
    at: [0, 0.0123, 0.056],
  });
  const desktop = texture(
    `desktop ${random.integer(4)}`,
    (draw, tw, th, r) => {
      const [sky, hill, near] = r.pick([
        ['#7ec8e3', '#4f9d69', '#2f6f4f'],
        ['#f7b267', '#c8553d', '#6b2737'],
        ['#a3c9f7', '#5b7db1', '#2f4a78'],
        ['#cdb4f0', '#8a6bbf', '#4a3a7f'],
      ] as const);
      fill(draw, sky, tw, th);
      draw.fillStyle = 'rgba(255,255,230,0.95)';
      draw.beginPath();
      draw.arc(tw * 0.72, th * 0.28, 26, 0, 7);
      draw.fill();
      for (const [colourOf, base, height] of [
        [hill, 0.55, 50],
        [near, 0.72, 36],
      ] as const) {
        draw.fillStyle = colourOf;
        draw.beginPath();
        draw.moveTo(0, th);
        for (let x = 0; x <= tw; x += 8) draw.lineTo(x, th * base + height * Math.sin(x / 38 + base * 9));
        draw.lineTo(tw, th);
        draw.fill();
      }
      draw.fillStyle = 'rgba(20,20,28,0.75)';
      draw.fillRect(0, th - 20, tw, 20);
      for (let i = 0; i < 6; i++) {
        draw.fillStyle = r.pick(['#e84a5f', '#f7d641', '#4a90d9', '#5aa845', '#ffffff']);
        draw.fillRect(tw / 2 - 72 + i * 24, th - 17, 15, 14);
      }
    },
    { width: 384, height: 256 },
  );
  const lean = -0.26;
  const [sin, cos] = [Math.sin(lean), Math.cos(lean)];
  const up = (height: number, out: number) =>
    [0, 0.014 + height * cos - out * sin, -d / 2 + 0.004 + height * sin + out * cos] as const;
  model.add('body', roundBox(w, 0.175, 0.008, 0.0035), shell, { at: up(0.0875, 0), turn: [lean, 0, 0] });
  model.add(
    'screen',
    box(w - 0.018, 0.158, 0.0008),
    surface('#222', { roughness: 0.25, map: desktop, emissive: '#ffffff', glow: 0 }),
    { at: up(0.088, 0.0043), turn: [lean, 0, 0] },
  );
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

export const clock: Build = (model, { colour, random }) => {
  const body = plastic(colour);
  const r = 0.052;
  const y = r + 0.014;
  const face = [flat, 0, 0] as const;
  model.add('body', rod(r, r, 0.042), body, { at: [0, y, 0], turn: face });
  model.add('body', ring(r - 0.002, 0.0045, 40), shiny('#c9ccd2'), { at: [0, y, 0.021] });
  const hours = random.integer(6);
  const dial = texture(`dial ${hours}`, (draw, w, h) => {
    fill(draw, '#f7f3e6', w, h);
    draw.translate(w / 2, h / 2);
    draw.fillStyle = '#222';
    draw.font = 'bold 34px serif';
    draw.textAlign = 'center';
    draw.textBaseline = 'middle';
    for (let i = 1; i <= 12; i++)
      draw.fillText(String(i), 98 * Math.sin((i * Math.PI) / 6), -98 * Math.cos((i * Math.PI) / 6));
    for (const [angle, length, width] of [
      [hours * 1.1, 58, 11],
      [hours * 2.3 + 1, 84, 7],
    ] as const) {
      draw.save();
      draw.rotate(angle);
      draw.fillRect(-width / 2, -length, width, length + 10);
      draw.restore();
    }
    draw.beginPath();
    draw.arc(0, 0, 10, 0, 7);
    draw.fill();
  });
  // The caps of a cylinder carry the picture the right way up once it is turned to the front.
  model.add('dial', rod(r - 0.004, r - 0.004, 0.001, 36), surface('#f7f3e6', { roughness: 0.6, map: dial }), {
    at: [0, y, 0.0215],
    turn: [flat, flat, 0],
  });
  for (const side of [-1, 1]) {
    model.add('bells', ball(0.023), shiny('#d9c27a'), {
      at: [side * 0.031, y + r + 0.006, 0],
      scale: [1, 0.72, 1],
      turn: [0, 0, side * -0.55],
    });
    model.add('body', pill(0.006, 0.016), shiny('#b9bcc4'), { at: [side * 0.03, 0.011, 0], turn: [0, 0, side * 0.4] });
  }
  model.add(
    'body',
    tube(
      [
        [-0.02, y + r + 0.012, 0],
        [0, y + r + 0.034, 0],
        [0.02, y + r + 0.012, 0],
      ],
      0.0036,
    ),
    shiny('#b9bcc4'),
  );
};

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
    model.add('shade', ring(radius, 0.0026, 40), matte(second), { at: [0, y, 0], turn: [flat, 0, 0] });
};
