/** Sizes of images that are rendered, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export const IMAGE_SIZES: readonly ImageSize[] = [
  { width: 640, height: 400 },
  { width: 960, height: 600 },
  { width: 1280, height: 720 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1920, height: 1200 },
  { width: 3840, height: 2160 },
];

export const sizeName = ({ width, height }: ImageSize): string => `${width} × ${height}`;

export const sizeOfName = (name: string): ImageSize | null =>
  IMAGE_SIZES.find((size) => sizeName(size) === name) ?? null;
