import { expect, test } from 'vitest';
import { packIcns, packIco } from './icons.ts';

const images = [
  { size: 128, png: Buffer.from('first') },
  { size: 256, png: Buffer.from('second!') },
];

test('an ico says where each image lies', () => {
  const ico = packIco(images);
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 2]);
  const widths = [6, 22].map((entry) => ico.readUInt8(entry));
  expect(widths).toEqual([128, 0]);
  const contents = [6, 22].map((entry) => {
    const offset = ico.readUInt32LE(entry + 12);
    return ico.toString('latin1', offset, offset + ico.readUInt32LE(entry + 8));
  });
  expect(contents).toEqual(['first', 'second!']);
});

test('an icns is a chunk of chunks', () => {
  const icns = packIcns(images);
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(icns.toString('latin1', 8, 12)).toBe('ic07');
  expect(icns.readUInt32BE(12)).toBe(8 + 'first'.length);
  expect(icns.toString('latin1', 21, 25)).toBe('ic08');
  expect(() => packIcns([{ size: 77, png: Buffer.alloc(0) }])).toThrow(RangeError);
});
