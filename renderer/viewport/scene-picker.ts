import { notifications } from '@mantine/notifications';
import { type PerspectiveCamera, Raycaster, Vector2, Vector3 } from 'three';
import { placeMark, placeNote, useMarksStore } from '../stores/marks-store.ts';
import { pickPoint } from '../stores/question-store.ts';
import { pickSplat, type SplatHit } from './splat-picking.ts';
import type { Splats } from './splats.ts';

/** Places in the picture: -1 to 1 from left to right and from bottom to top. */
export interface PicturePlace {
  readonly x: number;
  readonly y: number;
}

/** Finds what is seen at a place in the picture, and gives it to the tool in use or to the questions. */
export class ScenePicker {
  private readonly raycaster = new Raycaster();
  private camera: PerspectiveCamera | null = null;
  private splats: Splats | null = null;

  /** The drawn camera. */
  lookThrough(camera: PerspectiveCamera | null): void {
    this.camera = camera;
  }

  /** The surface that is drawn; null: none is. */
  show(splats: Splats | null): void {
    this.splats = splats;
  }

  /** Null where the surface is not seen. */
  hit({ x, y }: PicturePlace): SplatHit | null {
    if (this.camera === null || this.splats === null) return null;
    this.raycaster.setFromCamera(new Vector2(x, y), this.camera);
    const { origin, direction } = this.raycaster.ray;
    const forward = this.camera.getWorldDirection(new Vector3());
    return pickSplat(this.splats, {
      origin: origin.toArray(),
      direction: direction.toArray(),
      forward: forward.toArray(),
    });
  }

  /** A click, or the key for the middle of the view. Where nothing is seen, nothing is picked any more. */
  choose(place: PicturePlace): void {
    const { tool } = useMarksStore.getState();
    if (tool === 'note') {
      placeNote([(place.x + 1) / 2, (1 - place.y) / 2]);
      return;
    }
    const hit = this.hit(place);
    if (tool === null) pickPoint(hit?.point ?? null);
    else if (hit !== null) placeMark(hit.position);
    else this.sayNothingIsThere();
  }

  private sayNothingIsThere(): void {
    const message =
      this.splats === null
        ? 'Marks stand on the surface of the language index, and none is shown.'
        : 'No surface is seen there, and a mark has to stand on it.';
    notifications.show({ id: 'nothing-there', message, autoClose: 5000, withBorder: true });
  }
}

/** Where an event lies in the picture of the element that it went to. */
export function placeOfEvent({ offsetX, offsetY, target }: MouseEvent): PicturePlace {
  const { clientWidth, clientHeight } = target as HTMLElement;
  return { x: (2 * offsetX) / clientWidth - 1, y: 1 - (2 * offsetY) / clientHeight };
}
