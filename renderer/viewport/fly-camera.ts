import { Euler, type PerspectiveCamera, Vector3 } from 'three';

const LOOK_RADIANS_PER_PIXEL = 0.0035;
const SPEED_PER_SECOND = 0.8;
const FAST = 4;
const STEEPEST = Math.PI / 2 - 0.01;

/** Key codes, by place on the keyboard and not by letter, so that the keys lie together on every layout. */
const DIRECTIONS: Readonly<Record<string, readonly [right: number, up: number, forward: number]>> = {
  KeyW: [0, 0, 1],
  KeyS: [0, 0, -1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyE: [0, 1, 0],
  KeyQ: [0, -1, 0],
};

/** Moves a camera like a drone: W A S D and Q E with shift for speed, dragging looks around. No roll; +z is up. */
export class FlyCamera {
  private readonly camera: PerspectiveCamera;
  private readonly held = new Set<string>();
  private fast = false;

  constructor(camera: PerspectiveCamera) {
    this.camera = camera;
  }

  get isMoving(): boolean {
    return this.held.size > 0;
  }

  /** Returns whether the key is one of the flying ones. */
  keyDown(event: KeyboardEvent): boolean {
    this.fast = event.shiftKey;
    if (!(event.code in DIRECTIONS) || event.ctrlKey || event.metaKey || event.altKey) return false;
    this.held.add(event.code);
    return true;
  }

  keyUp(event: KeyboardEvent): void {
    this.fast = event.shiftKey;
    this.held.delete(event.code);
  }

  releaseAll(): void {
    this.held.clear();
  }

  look(deltaXPixels: number, deltaYPixels: number): void {
    // Heading about the world's +z, then pitch about the camera's own x: at rest it looks along -z (down).
    const angles = new Euler().setFromQuaternion(this.camera.quaternion, 'ZXY');
    const heading = angles.z - deltaXPixels * LOOK_RADIANS_PER_PIXEL;
    const pitch = angles.x - Math.PI / 2 - deltaYPixels * LOOK_RADIANS_PER_PIXEL;
    const limited = Math.min(STEEPEST, Math.max(-STEEPEST, pitch));
    this.camera.quaternion.setFromEuler(new Euler(limited + Math.PI / 2, 0, heading, 'ZXY'));
  }

  update(deltaSeconds: number): void {
    if (!this.isMoving) return;
    const step = new Vector3();
    for (const code of this.held) {
      const [right, up, forward] = DIRECTIONS[code]!;
      step.x += right;
      step.y += up;
      step.z -= forward;
    }
    const distance = SPEED_PER_SECOND * deltaSeconds * (this.fast ? FAST : 1);
    step.setLength(step.lengthSq() > 0 ? distance : 0).applyQuaternion(this.camera.quaternion);
    this.camera.position.add(step);
  }
}
