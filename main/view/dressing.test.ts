import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Mark } from '../api/contract.ts';
import { legend } from './legend.ts';
import { marksOverlay } from './marks.ts';
import { escapeXml } from './svg.ts';
import { freeFrame, resizedFrame } from './view-camera.ts';

/** Stands at (0, -2, 0) and looks along y, z up: 90 degrees from the bottom to the top of the picture. */
const camera = freeFrame(
  { worldFromCamera: [1, 0, 0, 0, 0, 0, -1, -2, 0, 1, 0, 0], verticalFovDegrees: 90 },
  { width: 400, height: 200 },
);

describe('marks', () => {
  test('are where the camera sees them, and nowhere if they are behind it', () => {
    const at = (y: number): Mark => ({ kind: 'marker', id: 'a', at: [1, y, 0.5], text: '' });
    // Two away: 90 degrees show two up and down, so that one to the right is 50 pixels.
    expect(marksOverlay(camera, [at(0)])).toContain('<circle cx="250.0" cy="75.0"');
    expect(marksOverlay(camera, [at(-3)])).toBeNull();
    expect(marksOverlay(camera, [])).toBeNull();
  });

  test('draw every edge of a box that is in front', () => {
    const box: Mark = {
      kind: 'box',
      id: 'b',
      centre: [0, 0, 0],
      axes: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      halfExtent: [0.5, 0.5, 0.5],
      text: 'cup',
    };
    const overlay = marksOverlay(camera, [box])!;
    // Twelve edges, each light on dark; the near face is 100 / 1.5 pixels from the middle of the picture.
    expect(overlay.match(/<line /g)).toHaveLength(24);
    expect(overlay).toContain('x1="166.7" y1="133.3" x2="233.3" y2="133.3"');
    expect(overlay).toContain('>cup</tspan>');
  });

  test('are text, whatever they say', () => {
    const text = '</text><script>alert(1)</script>&\u0000"';
    const overlay = marksOverlay(camera, [{ kind: 'note', id: 'n', at: [0.5, 0.5], text }])!;
    expect(overlay).not.toContain('<script');
    expect(escapeXml(text)).toBe('&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;');
  });

  test('can be drawn whatever they say', async () => {
    const text = 'ünïcode \ud800 漢字 \u0007 ]]> <![CDATA[';
    const overlay = marksOverlay(camera, [{ kind: 'note', id: 'n', at: [0, 0.5], text }])!;
    await expect(sharp(Buffer.from(overlay)).png().toBuffer()).resolves.toBeInstanceOf(Buffer);
  });

  test('are cut where they pass the camera, and have no words outside the picture', () => {
    const through: Mark = { kind: 'arrow', id: 'a', from: [0, -4, -0.5], to: [0, 0, -0.5], text: 'behind' };
    const overlay = marksOverlay(camera, [through])!;
    // It comes from below, where the camera stands over it, and its head is a quarter of the way up.
    expect(overlay).toContain('x2="200.0" y2="125.0"');
    expect(Number(/y1="([\d.]+)"/.exec(overlay)![1])).toBeGreaterThan(200);
    expect(overlay).not.toContain('<text');
    const outside: Mark = { kind: 'marker', id: 'b', at: [9, 0, 0], text: 'far to the right' };
    expect(marksOverlay(camera, [outside])).not.toContain('<text');
  });

  test('keep their words within the picture, in as many lines as that takes', () => {
    const text = 'One word after the other until it is far too long for what is left of a small picture';
    const overlay = marksOverlay(camera, [{ kind: 'note', id: 'n', at: [0.95, 0.99], text }])!;
    const lines = [...overlay.matchAll(/<tspan x="([\d.]+)" y="([\d.]+)">([^<]+)</g)];
    expect(lines.map(([, , , line]) => line).join(' ')).toBe(text);
    expect(lines.length).toBeGreaterThan(1);
    for (const [, x, y, line] of lines) {
      expect(Number(x) + line!.length * 14 * 0.56).toBeLessThanOrEqual(400);
      expect(Number(y)).toBeLessThan(200);
    }
  });
});

test('a legend says what was asked, against what, and what the colours stand for', async () => {
  const { svg, height } = legend(
    {
      query: 'red <cup>',
      canonical: ['object', 'things'],
      scale: 0.25,
      extent: [0.1, 0.9],
      display: { colourMap: 'turbo', range: 'centred', opacity: 1 },
    },
    960,
  );
  for (const words of ['red &lt;cup&gt;', 'scale 0.25, against object, things', '>0.50<', '>0.70<', '>0.90<']) {
    expect(svg).toContain(words);
  }
  expect(await sharp(Buffer.from(svg)).metadata()).toMatchObject({ width: 960, height });
});

test('a photograph’s camera is resized in proportion, or as it is asked for', () => {
  const frame = { ...camera, intrinsics: { ...camera.intrinsics, fx: 100, fy: 100, cx: 190 } };
  expect(resizedFrame(frame, {})).toBe(frame);
  expect(resizedFrame(frame, { width: 200 }).intrinsics).toMatchObject({ width: 200, height: 100, fx: 50, cx: 95 });
  expect(resizedFrame(frame, { width: 400, height: 400 }).intrinsics).toMatchObject({ fx: 100, fy: 200, cy: 200 });
});
