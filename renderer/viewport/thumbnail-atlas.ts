import { CanvasTexture, LinearFilter, SRGBColorSpace } from 'three';

const ATLAS_PIXELS = 2048;
const LARGEST_CELL_PIXELS = 128;
const PARALLEL_LOADS = 6;
/** Uploading the atlas costs milliseconds, so several thumbnails go up together. */
const UPLOAD_INTERVAL_MS = 150;

/** How many cells a row has, and the side of one, for so many thumbnails. */
export function atlasLayout(count: number): { perRow: number; cellPixels: number } {
  const perRow = Math.max(1, Math.ceil(Math.sqrt(count)));
  return { perRow, cellPixels: Math.min(LARGEST_CELL_PIXELS, Math.floor(ATLAS_PIXELS / perRow)) };
}

/**
 * Texture coordinates of every cell's corners in the order of `imagePlane`: top left, top right, bottom
 * right, bottom left. Half a pixel is left out on each side, so that neighbours do not bleed in.
 */
export function atlasCoordinates(count: number): Float32Array {
  const { perRow, cellPixels } = atlasLayout(count);
  const side = perRow * cellPixels;
  const coordinates = new Float32Array(count * 8);
  for (let cell = 0; cell < count; cell++) {
    const left = ((cell % perRow) * cellPixels + 0.5) / side;
    const right = left + (cellPixels - 1) / side;
    const top = 1 - (Math.floor(cell / perRow) * cellPixels + 0.5) / side;
    const bottom = top - (cellPixels - 1) / side;
    coordinates.set([left, top, right, top, right, bottom, left, bottom], cell * 8);
  }
  return coordinates;
}

/** One texture for all thumbnails, filled as they arrive; a cell is transparent until then. */
export class ThumbnailAtlas {
  readonly texture: CanvasTexture;
  private readonly context: CanvasRenderingContext2D;
  private readonly layout: { perRow: number; cellPixels: number };
  private readonly onChange: () => void;
  private uploadTimer: ReturnType<typeof setTimeout> | null = null;
  private isDisposed = false;

  constructor(urls: readonly string[], onChange: () => void) {
    this.layout = atlasLayout(urls.length);
    this.onChange = onChange;
    const canvas = document.createElement('canvas');
    canvas.width = this.layout.perRow * this.layout.cellPixels;
    canvas.height = canvas.width;
    this.context = canvas.getContext('2d')!;
    this.texture = new CanvasTexture(canvas);
    this.texture.colorSpace = SRGBColorSpace;
    this.texture.generateMipmaps = false;
    this.texture.minFilter = LinearFilter;
    const queue = urls.entries();
    for (let i = 0; i < PARALLEL_LOADS; i++) void this.loadFrom(queue);
  }

  dispose(): void {
    this.isDisposed = true;
    if (this.uploadTimer !== null) clearTimeout(this.uploadTimer);
    this.texture.dispose();
  }

  private async loadFrom(queue: Iterator<[number, string]>): Promise<void> {
    for (let next = queue.next(); !next.done && !this.isDisposed; next = queue.next()) {
      const [cell, url] = next.value;
      const image = new Image();
      image.src = url;
      // A thumbnail that cannot be had leaves its frustum empty; the frames list says the rest.
      await image.decode().then(
        () => this.draw(cell, image),
        () => undefined,
      );
    }
  }

  /** Stretched over the whole cell: the image plane it is put on has the photograph's aspect. */
  private draw(cell: number, image: HTMLImageElement): void {
    if (this.isDisposed) return;
    const { perRow, cellPixels } = this.layout;
    const [x, y] = [(cell % perRow) * cellPixels, Math.floor(cell / perRow) * cellPixels];
    this.context.drawImage(image, x, y, cellPixels, cellPixels);
    this.uploadTimer ??= setTimeout(() => {
      this.uploadTimer = null;
      this.texture.needsUpdate = true;
      this.onChange();
    }, UPLOAD_INTERVAL_MS);
  }
}
