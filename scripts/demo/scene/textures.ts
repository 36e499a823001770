import { CanvasTexture, Color, RepeatWrapping, SRGBColorSpace, type Texture } from 'three';
import type { Pattern } from './palette.ts';
import { Random } from './random.ts';

type Pen = CanvasRenderingContext2D;

/** Outside a browser there is nothing to paint on, and surfaces stay plain: shapes and places are the same. */
const canPaint = typeof document !== 'undefined';
const painted = new Map<string, Texture>();

/** A texture by name: painted once, shared by all that asks for it. `null` where there is no canvas (Node). */
export function texture(
  key: string,
  paint: (pen: Pen, width: number, height: number, random: Random) => void,
  {
    width = 256,
    height = 256,
    repeat = [1, 1],
  }: { width?: number; height?: number; repeat?: readonly [number, number] } = {},
): Texture | null {
  if (!canPaint) return null;
  const name = `${key}|${width}x${height}|${repeat}`;
  const known = painted.get(name);
  if (known) return known;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d')!;
  paint(pen, width, height, new Random(hash(key)));
  const result = new CanvasTexture(canvas);
  result.colorSpace = SRGBColorSpace;
  result.wrapS = RepeatWrapping;
  result.wrapT = RepeatWrapping;
  result.repeat.set(repeat[0], repeat[1]);
  result.anisotropy = 4;
  painted.set(name, result);
  return result;
}

export function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return value >>> 0;
}

/** The colour made lighter (above 0) or darker (below). */
export function shade(hex: string, by: number): string {
  const colour = new Color(hex);
  const hsl = { h: 0, s: 0, l: 0 };
  colour.getHSL(hsl);
  return `#${colour.setHSL(hsl.h, hsl.s, Math.min(1, Math.max(0, hsl.l + by))).getHexString()}`;
}

export const darkInk = '#2b2a33';

/** A colour that is seen on top of `hex`. */
export function contrast(hex: string): string {
  const { r, g, b } = new Color(hex);
  return 0.3 * r + 0.6 * g + 0.1 * b > 0.35 ? darkInk : '#f4efe2';
}

export function fill(pen: Pen, colour: string, width: number, height: number): void {
  pen.fillStyle = colour;
  pen.fillRect(0, 0, width, height);
}

/** Small specks, lighter and darker: no surface is of one colour. */
export function speckle(
  pen: Pen,
  random: Random,
  count: number,
  size: number,
  strength: number,
  [w, h]: readonly [number, number],
): void {
  for (let i = 0; i < count; i++) {
    const isLight = random.chance(0.5);
    pen.fillStyle = `rgba(${isLight ? '255,255,255' : '0,0,0'},${random.between(0.2, 1) * strength})`;
    const s = random.between(0.4, 1) * size;
    pen.fillRect(random.between(0, w), random.between(0, h), s, s);
  }
}

/** A glaze or a print: plain, in stripes along v, dots or checks. */
export function patternTexture(
  base: string,
  pattern: Pattern,
  second: string,
  repeat: readonly [number, number] = [1, 1],
): Texture | null {
  return texture(
    `pattern ${base} ${pattern} ${second}`,
    (pen, w, h, random) => {
      fill(pen, base, w, h);
      pen.fillStyle = second;
      if (pattern === 'striped') {
        for (let i = 0; i < 4; i++) pen.fillRect(0, (i + 0.3) * (h / 4), w, h / 10);
      } else if (pattern === 'dotted') {
        for (let row = 0; row < 4; row++) {
          for (let column = 0; column < 6; column++) {
            pen.beginPath();
            pen.ellipse(
              ((column + (row % 2) / 2 + 0.25) * w) / 6,
              ((row + 0.5) * h) / 4,
              w / 20,
              h / 14,
              0,
              0,
              2 * Math.PI,
            );
            pen.fill();
          }
        }
      } else if (pattern === 'checked') {
        for (let row = 0; row < 6; row++) {
          for (let column = 0; column < 6; column++) {
            if ((row + column) % 2 === 0) pen.fillRect((column * w) / 6, (row * h) / 6, w / 6, h / 6);
          }
        }
      }
      speckle(pen, random, 500, 3, 0.09, [w, h]);
    },
    { repeat },
  );
}

export function woodTexture(base: string, repeat: readonly [number, number] = [1, 1], planks = 1): Texture | null {
  return texture(
    `wood ${base} ${planks}`,
    (pen, w, h, random) => {
      for (let plank = 0; plank < planks; plank++) {
        const top = (plank * h) / planks;
        const height = h / planks;
        pen.save();
        pen.beginPath();
        pen.rect(0, top, w, height);
        pen.clip();
        pen.fillStyle = shade(base, random.between(-0.05, 0.05));
        pen.fillRect(0, top, w, height);
        const phase = random.between(0, 6);
        for (let line = 0; line < 70 / Math.sqrt(planks); line++) {
          const y = top + random.next() * height;
          pen.strokeStyle = `rgba(${random.chance(0.7) ? '40,18,4' : '255,225,180'},${random.between(0.05, 0.24)})`;
          pen.lineWidth = random.between(0.5, 2.5);
          const bend = random.between(2, 9);
          pen.beginPath();
          for (let x = 0; x <= w; x += w / 24) pen.lineTo(x, y + bend * Math.sin((2 * Math.PI * x) / w + phase));
          pen.stroke();
        }
        for (let knot = 0; knot < 2; knot++) {
          const [x, y] = [random.next() * w, top + random.between(0.2, 0.8) * height];
          for (let ring = 4; ring > 0; ring--) {
            pen.strokeStyle = 'rgba(50,22,6,0.25)';
            pen.beginPath();
            pen.ellipse(x, y, ring * 4, ring * 1.6, 0, 0, 2 * Math.PI);
            pen.stroke();
          }
        }
        if (planks > 1) {
          pen.fillStyle = 'rgba(25,12,4,0.55)';
          pen.fillRect(0, top, w, 2);
          pen.fillRect(random.next() * w, top, 2, height);
        }
        pen.restore();
      }
    },
    { width: 512, height: 512, repeat },
  );
}

export function stoneTexture(base: string, repeat: readonly [number, number] = [1, 1]): Texture | null {
  return texture(
    `stone ${base}`,
    (pen, w, h, random) => {
      fill(pen, base, w, h);
      speckle(pen, random, 5000, 4, 0.12, [w, h]);
      for (let vein = 0; vein < 16; vein++) {
        let [x, y] = [random.next() * w, random.next() * h];
        const direction = random.between(0.3, 1.1);
        pen.strokeStyle = `rgba(70,72,80,${random.between(0.08, 0.3)})`;
        pen.lineWidth = random.between(0.7, 3);
        pen.beginPath();
        for (let step = 0; step < 30; step++) {
          pen.lineTo(x, y);
          x += 14 * Math.cos(direction + random.between(-0.8, 0.8));
          y += 14 * Math.sin(direction + random.between(-0.8, 0.8));
        }
        pen.stroke();
      }
    },
    { width: 512, height: 512, repeat },
  );
}

/** Threads over and under one another. */
export function weaveTexture(base: string, second: string, repeat: readonly [number, number] = [6, 6]): Texture | null {
  return texture(
    `weave ${base} ${second}`,
    (pen, w, h, random) => {
      fill(pen, base, w, h);
      const cells = 8;
      for (let row = 0; row < cells; row++) {
        for (let column = 0; column < cells; column++) {
          const over = (row + column) % 2 === 0;
          pen.fillStyle = over ? second : shade(base, random.between(-0.06, 0.06));
          const [x, y, c] = [(column * w) / cells, (row * h) / cells, w / cells];
          pen.fillRect(x + 1, y + 1, c - 2, c - 2);
          pen.fillStyle = 'rgba(0,0,0,0.22)';
          if (over) pen.fillRect(x, y, 2, c);
          else pen.fillRect(x, y, c, 2);
        }
      }
    },
    { width: 128, height: 128, repeat },
  );
}
