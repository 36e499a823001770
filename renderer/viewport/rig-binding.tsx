import { useDebouncedCallback } from '@mantine/hooks';
import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useMemo, useState } from 'react';
import { Box3, type PerspectiveCamera, Sphere, Vector3 } from 'three';
import type { Frame } from '../../main/api/contract.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { rememberCamera, rememberedCamera } from './camera-memory.ts';
import { CameraRig } from './camera-rig.ts';
import { centreOf } from './frustum-geometry.ts';
import type { LookThroughLayout } from './look-through-layout.ts';
import type { ScenePicker } from './scene-picker.ts';
import { lookThroughBounds, poseOfFrame } from './view-state.ts';

/** Once nothing has been drawn for so long. */
const REMEMBER_AFTER_MS = 500;

/** What stands around a thing helps to see what it is. */
const ROOM = 1.4;

interface RigBindingProps {
  readonly projectId: string;
  readonly frames: readonly Frame[];
  readonly layout: LookThroughLayout | null;
  readonly picker: ScenePicker;
}

/** Ties the camera rig to the canvas, to the stores, and to the frame being looked through. */
export function RigBinding({ projectId, frames, layout, picker }: RigBindingProps) {
  const camera = useThree((state) => state.camera) as PerspectiveCamera;
  const gl = useThree((state) => state.gl);
  const scene = useThree((state) => state.scene);
  const element = gl.domElement;
  const invalidate = useThree((state) => state.invalidate);
  const size = useThree((state) => state.size);
  const navigation = useViewportStore((viewport) => viewport.navigation);
  const lookingThrough = useViewportStore((viewport) => viewport.lookingThrough);
  const [rig, setRig] = useState<CameraRig | null>(null);
  const bounds = useMemo(() => boundsOf(frames), [frames]);

  useEffect(() => {
    const created = new CameraRig(camera, element, invalidate);
    setRig(created);
    return () => created.dispose();
  }, [camera, element, invalidate]);

  useEffect(() => {
    picker.lookThrough(camera);
    return () => picker.lookThrough(null);
  }, [picker, camera]);

  useEffect(() => {
    if (rig === null) return;
    const sphere = bounds.getBoundingSphere(new Sphere());
    const remembered = rememberedCamera(projectId);
    if (remembered === null) rig.showStandardView('home', sphere, false);
    else rig.moveTo(remembered, { animate: false });
    useViewportStore.setState({
      commands: {
        showStandardView: (view) => rig.showStandardView(view, sphere),
        fit: () => rig.fit(bounds),
        turn: (azimuth, polar) => rig.turn(azimuth, polar),
        zoom: (factor) => rig.zoom(factor),
        camera: () => rig.camera(),
        moveTo: (target, options) => rig.moveTo(target, options),
        flyTo: (centre, radius) => rig.flyTo(new Sphere(new Vector3(...centre), radius * ROOM)),
        snapshot: (maxWidth) => {
          // What was drawn is gone once it is on screen; what is drawn now can be copied right away.
          gl.render(scene, camera);
          return copyOf(gl.domElement, maxWidth);
        },
        pickCentre: () => picker.choose({ x: 0, y: 0 }),
      },
    });
    return () => {
      rememberCamera(projectId, rig.freeCamera());
      useViewportStore.setState({ commands: null });
    };
  }, [rig, projectId, bounds, gl, scene, camera, picker]);

  useEffect(() => rig?.resize(size.width / Math.max(1, size.height)), [rig, size]);
  useEffect(() => rig?.setNavigation(navigation), [rig, navigation]);

  useEffect(() => {
    const frame = lookingThrough === null ? undefined : frames[lookingThrough];
    if (frame === undefined || layout === null) rig?.look(null);
    else rig?.look({ ...poseOfFrame(frame), bounds: lookThroughBounds(frame.intrinsics, layout.scene, size) });
  }, [rig, frames, lookingThrough, layout, size]);

  const remember = useDebouncedCallback(() => rig && rememberCamera(projectId, rig.freeCamera()), REMEMBER_AFTER_MS);
  useFrame((_, deltaSeconds) => {
    rig?.update(deltaSeconds);
    remember();
  });
  return null;
}

/** The camera centres with some room around them: what "everything" means when the view is fitted. */
function boundsOf(frames: readonly Frame[]): Box3 {
  const box = new Box3().setFromPoints(frames.map((frame) => new Vector3(...centreOf(frame))));
  if (box.isEmpty()) box.set(new Vector3(-1, -1, -1), new Vector3(1, 1, 1));
  return box.expandByScalar(0.15);
}

function copyOf(canvas: HTMLCanvasElement, maxWidth: number): Promise<Blob> {
  const width = Math.min(maxWidth, canvas.width);
  const copy = new OffscreenCanvas(width, Math.max(1, Math.round((width * canvas.height) / canvas.width)));
  copy.getContext('2d')!.drawImage(canvas, 0, 0, copy.width, copy.height);
  return copy.convertToBlob({ type: 'image/png' });
}
