/** Pictures of the 3D view for lists of views and keyframes. */
import { useViewportStore } from '../stores/viewport-store.ts';

const WIDTH_PIXELS = 480;
const JPEG_QUALITY = 0.85;

/** What the 3D view shows now as a JPEG image, at most 480 pixels wide; null where nothing is drawn. */
export async function takeThumbnail(): Promise<Blob | null> {
  const drawn = await useViewportStore.getState().commands?.snapshot(WIDTH_PIXELS);
  if (drawn === undefined) return null;
  const image = await createImageBitmap(drawn);
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d')!;
  // JPEG has no transparency: behind the scene lies what lies behind it on screen.
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface-viewport') || '#000';
  context.fillRect(0, 0, image.width, image.height);
  context.drawImage(image, 0, 0);
  image.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
}

/** As the engine takes it. */
export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
