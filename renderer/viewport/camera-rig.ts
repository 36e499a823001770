import CameraControls from 'camera-controls';
import type { Box3, PerspectiveCamera, Sphere } from 'three';
import * as THREE from 'three';
import type { FreeCamera, Vector } from '../../main/api/contract.ts';
import { describeFocus } from '../actions/focused-element.ts';
import { swallowsShortcut } from '../actions/shortcut.ts';
import { FlyCamera } from './fly-camera.ts';
import {
  applyView,
  cameraOfView,
  interpolateView,
  poseOfMatrix,
  symmetricBounds,
  type ViewState,
} from './view-state.ts';

CameraControls.install({ THREE });

export type Navigation = 'orbit' | 'fly';
export type StandardView = 'home' | 'top' | 'front';

const FIELD_OF_VIEW_DEGREES = 50;
const TRANSITION_MS = 380;
/** However slowly frames are drawn, movements take the time they are meant to take. */
const LONGEST_STEP_SECONDS = 0.5;
/** Directions from the target to the camera. The top view leans by a hair, because +z is also up. */
const STANDARD_DIRECTIONS: Readonly<Record<StandardView, readonly [number, number, number]>> = {
  home: [0.55, -0.85, 0.5],
  top: [0, -1e-4, 1],
  front: [0, -1, 0],
};

/**
 * Decides what the viewport's camera shows. Orbiting and flying each move a camera of their own that is
 * never drawn; looking through a photograph's camera is a fixed view. The drawn camera is a copy of
 * whichever is active, or on its way there.
 */
export class CameraRig {
  private readonly drawn: PerspectiveCamera;
  private readonly element: HTMLElement;
  private readonly invalidate: () => void;
  private readonly orbitCamera = new THREE.PerspectiveCamera(FIELD_OF_VIEW_DEGREES, 1, 0.005, 100);
  private readonly orbit: CameraControls;
  private readonly fly: FlyCamera;
  private readonly abort = new AbortController();
  private readonly prefersReducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  private navigation: Navigation = 'orbit';
  private fixedView: ViewState | null = null;
  /** Where it was sent, until the user moves on: orbiting knows no roll, and what is reopened is shown exactly. */
  private sentTo: ViewState | null = null;
  private fieldOfViewDegrees = FIELD_OF_VIEW_DEGREES;
  private transition: { from: ViewState; startedMs: number } | null = null;
  private current: ViewState;
  private dragging: number | null = null;
  private wasMoving = false;

  constructor(drawn: PerspectiveCamera, element: HTMLElement, invalidate: () => void) {
    this.drawn = drawn;
    this.element = element;
    this.invalidate = invalidate;
    this.orbitCamera.up.set(0, 0, 1);
    this.orbit = new CameraControls(this.orbitCamera, element);
    this.orbit.smoothTime = this.prefersReducedMotion.matches ? 0 : 0.18;
    this.orbit.draggingSmoothTime = this.prefersReducedMotion.matches ? 0 : 0.06;
    this.orbit.minDistance = 0.02;
    this.orbit.maxDistance = 30;
    this.orbit.dollyToCursor = true;
    for (const event of ['control', 'controlstart', 'transitionstart', 'update'] as const) {
      this.orbit.addEventListener(event, invalidate);
    }
    this.orbit.addEventListener('control', () => this.goOn());
    this.fly = new FlyCamera(this.orbitCamera);
    this.current = this.activeView();
    this.listen();
  }

  dispose(): void {
    this.abort.abort();
    this.orbit.dispose();
  }

  resize(aspect: number): void {
    this.orbitCamera.aspect = aspect;
    this.orbitCamera.updateProjectionMatrix();
    if (this.sentTo !== null) {
      this.sentTo = { ...this.sentTo, bounds: symmetricBounds(this.fieldOfViewDegrees, aspect) };
    }
    this.invalidate();
  }

  setNavigation(navigation: Navigation): void {
    if (navigation === this.navigation) return;
    this.fly.releaseAll();
    if (navigation === 'orbit') this.orbitFromHere();
    this.navigation = navigation;
    this.orbit.enabled = navigation === 'orbit' && this.fixedView === null;
    this.invalidate();
  }

  /** Shows exactly this view until `null` is given. */
  look(view: ViewState | null): void {
    const isResize = view !== null && this.fixedView !== null && view.position.equals(this.fixedView.position);
    if (!isResize && !this.prefersReducedMotion.matches) {
      this.transition = { from: this.current, startedMs: performance.now() };
    }
    this.fixedView = view;
    this.fly.releaseAll();
    this.orbit.enabled = this.navigation === 'orbit' && view === null;
    this.invalidate();
  }

  /** What is drawn now, and what the camera turns about. */
  camera(): FreeCamera & { target: Vector } {
    return this.cameraOf(this.current, this.fixedView === null);
  }

  /** Where the user left the camera, also while looking through a photograph's. */
  freeCamera(): FreeCamera & { target: Vector } {
    return this.cameraOf(this.freeView(), true);
  }

  private cameraOf(view: ViewState, isFree: boolean): FreeCamera & { target: Vector } {
    const target =
      isFree && this.navigation === 'orbit'
        ? this.orbit.getTarget(new THREE.Vector3())
        : new THREE.Vector3(0, 0, -this.orbit.distance).applyQuaternion(view.quaternion).add(view.position);
    return { ...cameraOfView(view), target: target.toArray() };
  }

  /** Shows exactly what this camera sees; without a target it turns about what is as far away as the last one. */
  moveTo(camera: FreeCamera & { target?: Vector }, { animate }: { animate: boolean }): void {
    const { position, quaternion } = poseOfMatrix(camera.worldFromCamera);
    const target =
      camera.target ??
      new THREE.Vector3(0, 0, -this.orbit.distance).applyQuaternion(quaternion).add(position).toArray();
    this.setFieldOfView(camera.verticalFovDegrees);
    void this.orbit.setLookAt(...position.toArray(), ...target, false);
    this.orbit.update(0);
    this.sentTo = { position, quaternion, bounds: symmetricBounds(this.fieldOfViewDegrees, this.orbitCamera.aspect) };
    this.transition =
      animate && !this.prefersReducedMotion.matches ? { from: this.current, startedMs: performance.now() } : null;
    this.invalidate();
  }

  /** The user moves the camera from where it was sent. */
  private goOn(): void {
    if (this.sentTo === null) return;
    // A camera that was rolled is brought upright on the way.
    const isRolled = this.sentTo.quaternion.angleTo(this.orbitCamera.quaternion) > 1e-3;
    this.sentTo = null;
    if (isRolled && !this.prefersReducedMotion.matches) {
      this.transition = { from: this.current, startedMs: performance.now() };
    }
  }

  private setFieldOfView(degrees: number): void {
    this.fieldOfViewDegrees = degrees;
    this.orbitCamera.fov = degrees;
    this.orbitCamera.updateProjectionMatrix();
  }

  showStandardView(view: StandardView, sphere: Sphere, animate = true): void {
    this.goOn();
    this.setFieldOfView(FIELD_OF_VIEW_DEGREES);
    const [x, y, z] = STANDARD_DIRECTIONS[view];
    const target = sphere.center;
    const direction = new THREE.Vector3(x, y, z).setLength(this.distanceTo(sphere));
    const position = target.clone().add(direction);
    void this.orbit.setLookAt(...position.toArray(), ...target.toArray(), animate && this.navigation === 'orbit');
    if (this.navigation === 'fly') this.orbit.update(0);
    this.invalidate();
  }

  /** Shows the whole box from the present direction. */
  fit(box: Box3): void {
    this.flyTo(box.getBoundingSphere(new THREE.Sphere()));
  }

  /** Comes to where the whole sphere is seen, from the present direction. */
  flyTo(sphere: Sphere): void {
    this.goOn();
    const backwards = new THREE.Vector3(0, 0, 1).applyQuaternion(this.orbitCamera.quaternion);
    const position = sphere.center.clone().addScaledVector(backwards, this.distanceTo(sphere));
    void this.orbit.setLookAt(...position.toArray(), ...sphere.center.toArray(), this.navigation === 'orbit');
    if (this.navigation === 'fly') this.orbit.update(0);
    this.invalidate();
  }

  /** Angles in degrees; for the keyboard. */
  turn(azimuth: number, polar: number): void {
    this.goOn();
    if (this.navigation === 'fly') this.fly.look(azimuth * 5, polar * 5);
    else void this.orbit.rotate((-azimuth * Math.PI) / 180, (-polar * Math.PI) / 180, true);
    this.invalidate();
  }

  /** A factor below 1 comes closer. */
  zoom(factor: number): void {
    this.goOn();
    void this.orbit.dollyTo(this.orbit.distance * factor, true);
    this.invalidate();
  }

  /** Called once before each drawn frame; asks for the next one while anything still moves. */
  update(deltaSeconds: number): void {
    // Frames are drawn on demand, so the time since the last one may be minutes if nothing moved then.
    const stepSeconds = Math.min(deltaSeconds, this.wasMoving ? LONGEST_STEP_SECONDS : 1 / 20);
    let isMoving = false;
    if (this.fixedView === null && this.navigation === 'orbit') isMoving = this.orbit.update(stepSeconds);
    else if (this.fixedView === null) {
      this.fly.update(stepSeconds);
      isMoving = this.fly.isMoving;
      if (isMoving) this.goOn();
    }
    this.current = this.activeView();
    if (this.transition !== null) {
      const t = Math.min(1, (performance.now() - this.transition.startedMs) / TRANSITION_MS);
      this.current = interpolateView(this.transition.from, this.current, t * t * (3 - 2 * t));
      if (t === 1) this.transition = null;
      isMoving = true;
    }
    applyView(this.drawn, this.current);
    this.wasMoving = isMoving;
    if (isMoving) this.invalidate();
  }

  private activeView(): ViewState {
    return this.fixedView ?? this.freeView();
  }

  private freeView(): ViewState {
    if (this.sentTo !== null) return this.sentTo;
    return {
      position: this.orbitCamera.position.clone(),
      quaternion: this.orbitCamera.quaternion.clone(),
      bounds: symmetricBounds(this.fieldOfViewDegrees, this.orbitCamera.aspect),
    };
  }

  private distanceTo(sphere: Sphere): number {
    const halfHeight = Math.tan((this.fieldOfViewDegrees * Math.PI) / 360);
    return (sphere.radius / Math.sin(Math.atan(halfHeight * Math.min(1, this.orbitCamera.aspect)))) * 0.9;
  }

  /** Orbits about a point ahead, as far away as the last target was, so that nothing jumps. */
  private orbitFromHere(): void {
    const { position, quaternion } = this.orbitCamera;
    const ahead = new THREE.Vector3(0, 0, -this.orbit.distance).applyQuaternion(quaternion).add(position);
    void this.orbit.setLookAt(...position.toArray(), ...ahead.toArray(), false);
  }

  private get isFlying(): boolean {
    return this.navigation === 'fly' && this.fixedView === null;
  }

  private listen(): void {
    const { signal } = this.abort;
    const { element } = this;
    window.addEventListener(
      'keydown',
      (event) => {
        if (!this.isFlying || swallowsShortcut(describeFocus(event.target), event.key)) return;
        if (!this.fly.keyDown(event)) return;
        event.preventDefault();
        this.invalidate();
      },
      { signal },
    );
    window.addEventListener('keyup', (event) => this.fly.keyUp(event), { signal });
    window.addEventListener('blur', () => this.fly.releaseAll(), { signal });
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (!this.isFlying) return;
        this.dragging = event.pointerId;
        element.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        if (this.dragging !== event.pointerId || !this.isFlying) return;
        this.goOn();
        this.fly.look(event.movementX, event.movementY);
        this.invalidate();
      },
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel'] as const) {
      element.addEventListener(type, () => (this.dragging = null), { signal });
    }
  }
}
