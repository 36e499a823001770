/** `npm run icons`: renders assets/icons/icon.svg in the forms that each platform wants. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';

export interface IconImage {
  /** Width and height in pixels. */
  readonly size: number;
  readonly png: Uint8Array;
}

/** A Windows icon: a directory of 16 bytes per image, then the images as PNG. */
export function packIco(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    const entry = 6 + 16 * index;
    // 0 stands for 256, the largest size there is.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Names of macOS' icon chunks that hold a PNG, by size in pixels. */
const icnsTypes: Readonly<Record<number, string>> = { 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' };

/** A macOS icon: chunks of type, length (both included) and PNG. */
export function packIcns(images: readonly IconImage[]): Buffer {
  const chunk = (type: string, content: Uint8Array) => {
    const header = Buffer.alloc(8, type, 'latin1');
    header.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([header, content]);
  };
  const chunks = images.map(({ size, png }) => {
    const type = icnsTypes[size];
    if (!type) throw new RangeError(`There is no icns chunk for ${size} pixels.`);
    return chunk(type, png);
  });
  return chunk('icns', Buffer.concat(chunks));
}

if (import.meta.main) {
  process.chdir(new URL('../assets/icons', import.meta.url).pathname);
  const svg = readFileSync('icon.svg');
  const render = async (size: number): Promise<IconImage> => ({
    size,
    png: await sharp(svg, { density: (72 * size) / 512 })
      .resize(size, size)
      .png({ compressionLevel: 9 })
      .toBuffer(),
  });
  const renderAll = (...sizes: number[]) => Promise.all(sizes.map(render));

  for (const { size, png } of await renderAll(16, 32, 48, 128, 256, 512)) writeFileSync(`${size}x${size}.png`, png);
  writeFileSync('icon.ico', packIco(await renderAll(16, 24, 32, 48, 64, 128, 256)));
  writeFileSync('icon.icns', packIcns(await renderAll(128, 256, 512, 1024)));
  copyFileSync('icon.svg', '../../renderer/public/icon.svg');
}
