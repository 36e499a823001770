import { type Build, box, matte, plastic, quarterTurn, ring, rod, roundBox, shiny, surface, tube } from '../model.ts';
import { fill, speckle, texture } from '../textures.ts';

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
  const lie = (x: number) => ({ at: [x, 0.0075, 0] as const, turn: [0, 0, -quarterTurn] as const });
  model.add('body', rod(0.0075, 0.0075, 0.085), body, lie(-0.002));
  model.add('body', rod(0.0075, 0.002, 0.022), plastic('#e6e6e6'), lie(0.0515));
  model.add('body', rod(0.0015, 0.0012, 0.006), matte('#1a1a1a'), lie(0.0655));
  model.add('body', rod(0.0083, 0.0083, 0.036), body, lie(-0.06));
  model.add('body', rod(0.0086, 0.0086, 0.004), shiny('#d0d0d6'), lie(-0.041));
  model.add('body', roundBox(0.034, 0.003, 0.0045, 0.001), shiny('#d0d0d6'), { at: [-0.06, 0.0168, 0] });
};

export const pencil: Build = (model, { colour }) => {
  const lie = (x: number) => ({ at: [x, 0.0062, 0] as const, turn: [0, 0, -quarterTurn] as const });
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
      turn: [quarterTurn, 0, 0],
      scale: [1.25, 0.95, 1],
    });
  }
  model.add('blades', rod(0.006, 0.005, 0.008), shiny('#9a9ea6'), { at: [0.005, 0.009, 0] });
};
