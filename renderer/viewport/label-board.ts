import { type Camera, Vector3 } from 'three';
import type { Vector } from '../../main/api/contract.ts';
import type { Anchor, Annotations } from './annotations.ts';
import { type LabelToPlace, placeLabels } from './label-placement.ts';

/** Moves labels and pins, which are elements over the canvas, to where the drawn camera sees what they name. */
export class LabelBoard {
  private readonly elements = new Map<string, HTMLElement>();
  private readonly sizes = new Map<string, { width: number; height: number }>();

  /** To be called with the element of each label and pin, and with null when it goes. */
  readonly hold = (key: string) => (element: HTMLElement | null) => {
    this.sizes.delete(key);
    if (element === null) this.elements.delete(key);
    else this.elements.set(key, element);
  };

  /** Called after each drawn frame. Nothing is laid out anew but what has changed its text. */
  place(
    { labels, pins }: Pick<Annotations, 'labels' | 'pins'>,
    camera: Camera,
    view: { readonly width: number; readonly height: number },
  ): void {
    const toPlace: LabelToPlace[] = [];
    for (const { key, at } of labels) {
      const place = placeInView(at, camera, view);
      const size = this.sizeOf(labelKey(key));
      if (place !== null && size !== null) toPlace.push({ key, ...place, ...size, isFixed: 'picture' in at });
    }
    const placed = new Map(placeLabels(toPlace, view).map((label) => [label.key, label]));
    for (const { key } of labels) this.move(labelKey(key), placed.get(key) ?? null);
    for (const { key, at } of pins) {
      const place = placeInView({ world: at }, camera, view);
      this.move(pinKey(key), place && { left: place.x, top: place.y });
    }
  }

  private sizeOf(key: string): { width: number; height: number } | null {
    const element = this.elements.get(key);
    if (element === undefined) return null;
    let size = this.sizes.get(key);
    if (size === undefined) {
      size = { width: element.offsetWidth, height: element.offsetHeight };
      this.sizes.set(key, size);
    }
    return size;
  }

  private move(key: string, place: { left: number; top: number } | null): void {
    const style = this.elements.get(key)?.style;
    if (style === undefined) return;
    style.visibility = place === null ? 'hidden' : 'visible';
    if (place !== null) style.translate = `${place.left.toFixed(1)}px ${place.top.toFixed(1)}px`;
  }
}

/** A mark may have both. */
export const labelKey = (key: string) => `label ${key}`;
export const pinKey = (key: string) => `pin ${key}`;

const projected = new Vector3();

/** In CSS pixels from the top left corner; null behind the camera. */
export function placeInView(
  at: Anchor,
  camera: Camera,
  { width, height }: { readonly width: number; readonly height: number },
): { x: number; y: number } | null {
  if ('picture' in at) return { x: at.picture[0] * width, y: at.picture[1] * height };
  const [x, y, z]: Vector = at.world;
  projected.set(x, y, z).applyMatrix4(camera.matrixWorldInverse);
  if (projected.z >= 0) return null;
  projected.applyMatrix4(camera.projectionMatrix);
  return { x: ((projected.x + 1) / 2) * width, y: ((1 - projected.y) / 2) * height };
}
