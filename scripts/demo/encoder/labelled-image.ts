import type { RgbPixels } from '../../../main/encoders/crop.ts';

/** What one value of a mask stands for. */
export interface PartLabel {
  /** Which thing of the scene the part belongs to; null for what stands around the things. */
  readonly thing: number | null;
  /** Phrases that hold for the whole thing. */
  readonly captions: readonly string[];
  /** Phrases that hold for this part of it only. */
  readonly own: readonly string[];
}

/** A rendered photograph of which it is known what every pixel shows. */
export interface LabelledImage extends RgbPixels {
  /** Which part each pixel shows, as a value of `parts`. */
  readonly mask: Uint8Array;
  readonly parts: ReadonlyMap<number, PartLabel>;
  /** By thing: the phrases that localisation is asked with. */
  readonly questions: ReadonlyMap<number, readonly string[]>;
  /** By thing and by part: a class for dense features, the same in all images. */
  readonly classes: ReadonlyMap<number, string>;
}
