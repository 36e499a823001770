import {
  type Build,
  ball,
  box,
  matte,
  pill,
  plastic,
  quarterTurn,
  ring,
  rod,
  roundBox,
  shiny,
  surface,
  tube,
} from '../model.ts';
import { fill, speckle, texture } from '../textures.ts';

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
  const face = [quarterTurn, 0, 0] as const;
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
    model.add('body', rod(0.038, 0.034, 0.018), shell, {
      at: [side * 0.086, 0.04, 0],
      turn: [0, 0, side * -quarterTurn],
    });
    model.add('cushions', ring(0.027, 0.0115, 30), matte('#2a2a2e'), {
      at: [side * 0.073, 0.04, 0],
      turn: [0, quarterTurn, 0],
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

export const clock: Build = (model, { colour, random }) => {
  const body = plastic(colour);
  const r = 0.052;
  const y = r + 0.014;
  const face = [quarterTurn, 0, 0] as const;
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
    turn: [quarterTurn, quarterTurn, 0],
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
