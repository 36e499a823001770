import {
  type Color,
  DataTexture,
  DoubleSide,
  GLSL3,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
  UnsignedByteType,
} from 'three';
import type { ColourMap } from '../../main/api/contract.ts';
import { colourAt } from '../ask/colour-maps.ts';
import { LOW_CONFIDENCE } from '../ask/wording.ts';
import { MOST_CHIPS } from '../stores/question-store.ts';
import type { RelevancyShown } from './relevancy-shown.ts';
import { BULGE, LEAST_FACING, UNCOUNTED } from './splats.ts';

/** In this order in the texture that the shader looks colours up in. */
const COLOUR_MAPS: readonly ColourMap[] = ['turbo', 'viridis'];
const COLOURS = 256;

/** Of a question's own colour over the objects that it found, while another question colours the scene. */
const TINT = 0.6;
/** One for every question, after the place of no tint. */
const TINTS = MOST_CHIPS + 1;
/** Of the stripes over places that are not to be relied on. */
const STRIPES_PIXELS = 7;

// What a point looks like is decided once per corner; a fragment only asks whether it is inside the disc.
const vertexShader = /* glsl */ `
  in vec3 centre;
  in vec4 facing;
  in vec4 paint;
  in vec2 found;

  uniform float radius;
  uniform vec3 eye;
  uniform sampler2D colourMaps;
  uniform float colourMap;
  uniform float low;
  uniform float high;
  uniform float lowest;
  uniform float opacity;
  uniform vec3 tints[${TINTS}];

  out vec2 place;
  out float depth;
  flat out vec3 colour;
  flat out float doubt;
  flat out float extent;

  void main() {
    bool counts = facing.w > 0.5;
    extent = counts ? radius : ${UNCOUNTED} * radius;
    vec3 toEye = normalize(eye - centre);
    vec3 normal = dot(facing.xyz, facing.xyz) > 0.0 ? normalize(facing.xyz) : toEye;
    float cosine = dot(normal, toEye);
    if (abs(cosine) < ${LEAST_FACING}) {
      normal = normalize(normal + ((cosine < 0.0 ? -${LEAST_FACING} : ${LEAST_FACING}) - cosine) * toEye);
    }
    vec3 side = normalize(cross(abs(normal.z) < 0.9 ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0), normal));
    place = position.xy;
    vec4 inView = viewMatrix * vec4(centre + extent * (place.x * side + place.y * cross(normal, side)), 1.0);
    depth = inView.z;
    gl_Position = projectionMatrix * inView;

    doubt = counts ? (paint.a < ${LOW_CONFIDENCE} ? 0.5 : 0.0) : 1.0;
    colour = paint.rgb;
    int tint = int(found.y * 65535.0 + 0.5);
    if (tint > 0) colour = mix(colour, tints[tint], ${TINT});
    if (counts && found.x > lowest) {
      float t = clamp((found.x - low) / max(high - low, 1e-6), 0.0, 1.0);
      vec2 entry = vec2((t * ${COLOURS - 1}.0 + 0.5) / ${COLOURS}.0, (colourMap + 0.5) / ${COLOUR_MAPS.length}.0);
      colour = mix(colour, textureLod(colourMaps, entry, 0.0).rgb, opacity);
    }
  }
`;

const fragmentShader = /* glsl */ `
  uniform mat4 projectionMatrix;
  uniform bool showsDoubt;
  uniform vec3 ground;

  in vec2 place;
  in float depth;
  flat in vec3 colour;
  flat in float doubt;
  flat in float extent;

  out vec4 drawn;

  void main() {
    float part = dot(place, place);
    if (part > 1.0) discard;
    float behind = depth - ${BULGE} * extent * part;
    gl_FragDepth = 0.5 - 0.5 * (projectionMatrix[2][2] * behind + projectionMatrix[3][2]) / behind;
    drawn = vec4(colour, 1.0);
    if (showsDoubt && doubt > 0.0) {
      vec3 grey = mix(colour, vec3(dot(colour, vec3(0.3, 0.59, 0.11))), doubt);
      float stripe = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / ${STRIPES_PIXELS}.0));
      drawn.rgb = mix(grey, ground, stripe * (0.3 + 0.4 * doubt));
    }
  }
`;

function colourMapTexture(): DataTexture {
  const texels = COLOUR_MAPS.flatMap((map) =>
    Array.from({ length: COLOURS }, (_, i) => [...colourAt(map, i / (COLOURS - 1)), 255]),
  );
  const size = [COLOURS, COLOUR_MAPS.length] as const;
  const texture = new DataTexture(Uint8Array.from(texels.flat()), ...size, RGBAFormat, UnsignedByteType);
  texture.magFilter = NearestFilter;
  texture.minFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}

/** Draws the discs of splat-geometry.ts. Changing how they look sets a few numbers, however many they are. */
export class SplatMaterial extends ShaderMaterial {
  private readonly colourMaps: DataTexture;

  constructor(radius: number) {
    const colourMaps = colourMapTexture();
    super({
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      side: DoubleSide,
      toneMapped: false,
      uniforms: {
        radius: { value: radius },
        eye: { value: [0, 0, 0] },
        colourMaps: { value: colourMaps },
        colourMap: { value: 0 },
        low: { value: 0 },
        high: { value: 1 },
        lowest: { value: 2 },
        opacity: { value: 0 },
        tints: { value: new Float32Array(3 * TINTS) },
        showsDoubt: { value: false },
        ground: { value: [0, 0, 0] },
      },
    });
    this.colourMaps = colourMaps;
  }

  override dispose(): void {
    this.colourMaps.dispose();
    super.dispose();
  }

  /** Null: nothing is coloured by relevancy. */
  showRelevancy(shown: RelevancyShown | null): void {
    const { low, high, floor, opacity, colourMap } = shown ?? NOTHING;
    this.uniforms.low!.value = low;
    this.uniforms.high!.value = high;
    this.uniforms.lowest!.value = floor;
    this.uniforms.opacity!.value = opacity;
    this.uniforms.colourMap!.value = COLOUR_MAPS.indexOf(colourMap);
  }

  /** The colours of the tints, from the slot 1 on. */
  showTints(colours: readonly Color[]): void {
    const tints = this.uniforms.tints!.value as Float32Array;
    for (const [i, colour] of colours.entries()) tints.set(displayed(colour), 3 * (i + 1));
  }

  /** Stripes over what is not to be relied on, in the colour of the background. */
  showDoubt(isShown: boolean, ground: Color): void {
    this.uniforms.showsDoubt!.value = isShown;
    this.uniforms.ground!.value = displayed(ground);
  }

  /** Called before each drawn frame. */
  lookFrom(eye: readonly [number, number, number]): void {
    this.uniforms.eye!.value = eye;
  }
}

const NOTHING: RelevancyShown = { low: 0, high: 1, floor: 2, opacity: 0, colourMap: 'turbo' };

/** As it is on screen: the shader writes colours as they are shown. */
function displayed(colour: Color): number[] {
  const { r, g, b } = colour.clone().convertLinearToSRGB();
  return [r, g, b];
}
