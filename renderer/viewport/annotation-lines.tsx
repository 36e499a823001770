import { useThree } from '@react-three/fiber';
import { useEffect, useMemo } from 'react';
import { Color, Quaternion, Vector3 } from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';
import type { Annotations, Arrow, Line } from './annotations.ts';

const WIDTH_PIXELS = { normal: 1.75, strong: 3.25 };
/** Of what the surface hides, so that a box is seen whole. */
const HIDDEN_OPACITY = 0.3;
/** Of an arrow's head, in the arrow's lengths and in units of the world. */
const HEAD = { part: 0.15, longest: 0.03, slenderness: 0.3 };

/** Boxes, relations and arrows in the scene. */
export function AnnotationLines({ lines, arrows }: Pick<Annotations, 'lines' | 'arrows'>) {
  const { normal, strong } = useMemo(() => {
    const all = [...lines, ...arrows];
    return { normal: all.filter(({ isStrong }) => !isStrong), strong: all.filter(({ isStrong }) => isStrong) };
  }, [lines, arrows]);
  return (
    <>
      <Lines lines={normal} widthPixels={WIDTH_PIXELS.normal} />
      <Lines lines={strong} widthPixels={WIDTH_PIXELS.strong} />
      {arrows.map((arrow) => (
        <ArrowHead key={arrow.key} arrow={arrow} />
      ))}
    </>
  );
}

/** Drawn twice: faintly through everything, and fully where nothing is in front. */
function Lines({ lines, widthPixels }: { lines: readonly Line[]; widthPixels: number }) {
  const invalidate = useThree((state) => state.invalidate);
  const drawn = useMemo(() => {
    if (lines.length === 0) return null;
    const geometry = new LineSegmentsGeometry();
    geometry.setPositions(lines.flatMap(({ from, to }) => [...from, ...to]));
    geometry.setColors(lines.flatMap(({ colour }) => new Color(colour).toArray().concat(new Color(colour).toArray())));
    const style = { linewidth: widthPixels, vertexColors: true };
    const full = new LineMaterial(style);
    const faint = new LineMaterial({ ...style, transparent: true, opacity: HIDDEN_OPACITY, depthTest: false });
    return { geometry, materials: [full, faint], segments: [full, faint].map((of) => new LineSegments2(geometry, of)) };
  }, [lines, widthPixels]);
  useEffect(() => {
    invalidate();
    return () => {
      drawn?.geometry.dispose();
      for (const material of drawn?.materials ?? []) material.dispose();
    };
  }, [drawn, invalidate]);
  return drawn?.segments.map((segments, i) => (
    <primitive key={i === 0 ? 'full' : 'faint'} object={segments} frustumCulled={false} dispose={null} />
  ));
}

function ArrowHead({ arrow: { from, to, colour } }: { arrow: Arrow }) {
  const { position, quaternion, length } = useMemo(() => {
    const tip = new Vector3(...to);
    const along = tip.clone().sub(new Vector3(...from));
    const size = Math.min(HEAD.longest, along.length() * HEAD.part);
    along.normalize();
    return {
      length: size,
      // A cone stands on its middle and points along y.
      position: tip.clone().addScaledVector(along, -size / 2),
      quaternion: new Quaternion().setFromUnitVectors(new Vector3(0, 1, 0), along),
    };
  }, [from, to]);
  return (
    <mesh position={position} quaternion={quaternion}>
      <coneGeometry args={[length * HEAD.slenderness, length, 16]} />
      <meshBasicMaterial color={colour} depthTest={false} transparent />
    </mesh>
  );
}
