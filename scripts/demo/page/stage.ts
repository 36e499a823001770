/** Runs in the browser: draws one scene after another, in colour and as ids. */
import {
  ACESFilmicToneMapping,
  Color,
  DirectionalLight,
  DoubleSide,
  type Group,
  HemisphereLight,
  type Material,
  Mesh,
  MeshBasicMaterial,
  NoColorSpace,
  PCFSoftShadowMap,
  PerspectiveCamera,
  PMREMGenerator,
  Scene,
  SRGBColorSpace,
  WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { RoomEnvironment } from 'three/examples/jsm/environments/RoomEnvironment.js';
import { buildModel } from '../scene/describe.ts';
import type { SceneDescription, SceneObject, View } from '../scene/description.ts';
import { Random } from '../scene/random.ts';
import { verticalFieldOfView } from '../scene/views.ts';
import { buildRoom } from './room.ts';

/** What the page offers to the command. Images as base64, masks one byte a pixel, top row first. */
export interface Stage {
  open(width: number, height: number): void;
  load(description: SceneDescription): void;
  picture(view: View, quality: number): Promise<string>;
  ids(view: View): string;
  /** Pixels that an object would cover were nothing in front of it, by object id. */
  coverage(view: View): Record<number, number>;
}

let renderer: WebGLRenderer;
let target: WebGLRenderTarget;
let camera: PerspectiveCamera;
let environment: Scene['environment'];
let scene: Scene;
let meshes: Mesh[] = [];
let [width, height] = [0, 0];

const idMaterials = new Map<number, MeshBasicMaterial>();
function idMaterial(id: number): MeshBasicMaterial {
  const known = idMaterials.get(id);
  if (known) return known;
  const material = new MeshBasicMaterial({ toneMapped: false, side: DoubleSide });
  material.color.setRGB(id / 255, 0, 0, 'srgb-linear');
  idMaterials.set(id, material);
  return material;
}

const stage: Stage = {
  open(w, h) {
    [width, height] = [w, h];
    renderer = new WebGLRenderer({ antialias: true, preserveDrawingBuffer: true, powerPreference: 'low-power' });
    renderer.setPixelRatio(1);
    renderer.setSize(width, height);
    renderer.outputColorSpace = SRGBColorSpace;
    renderer.toneMapping = ACESFilmicToneMapping;
    renderer.toneMappingExposure = 1.02;
    renderer.shadowMap.enabled = true;
    renderer.shadowMap.type = PCFSoftShadowMap;
    renderer.shadowMap.autoUpdate = false;
    document.body.append(renderer.domElement);
    target = new WebGLRenderTarget(width, height, { samples: 0 });
    target.texture.colorSpace = NoColorSpace;
    camera = new PerspectiveCamera(verticalFieldOfView(width, height), width / height, 0.05, 12);
    const generator = new PMREMGenerator(renderer);
    environment = generator.fromScene(new RoomEnvironment(), 0.03).texture;
  },

  load(description) {
    for (const mesh of meshes) mesh.geometry.dispose();
    scene = new Scene();
    scene.background = new Color(description.surroundings.wall);
    scene.environment = environment;
    scene.environmentIntensity = 0.42;
    const room = buildRoom(description.surroundings);
    scene.add(room, ...lights(description));
    for (const object of description.objects) scene.add(standing(object));
    scene.updateMatrixWorld(true);
    meshes = [];
    scene.traverse((node) => {
      if (!(node instanceof Mesh)) return;
      node.userData.id ??= node.userData.surface;
      node.matrixAutoUpdate = false;
      meshes.push(node);
    });
    renderer.shadowMap.needsUpdate = true;
  },

  async picture(view, quality) {
    aim(view);
    renderer.setRenderTarget(null);
    renderer.render(scene, camera);
    const blob = await new Promise<Blob | null>((resolve) =>
      renderer.domElement.toBlob(resolve, 'image/jpeg', quality),
    );
    return base64(new Uint8Array(await blob!.arrayBuffer()));
  },

  ids(view) {
    aim(view);
    return base64(drawIds(() => true));
  },

  coverage(view) {
    aim(view);
    const objects = new Set(
      meshes.flatMap(({ userData }) => (userData.object === undefined ? [] : [userData.object as number])),
    );
    return Object.fromEntries(
      [...objects].map((id) => [
        id,
        drawIds(({ userData }) => userData.object === id).reduce((sum, part) => sum + (part > 0 ? 1 : 0), 0),
      ]),
    );
  },
};

function lights({ surroundings: { sun, sunHeight, warmth } }: SceneDescription) {
  const sky = new HemisphereLight('#eaf2fb', '#8a7462', 0.75);
  const window = new DirectionalLight(new Color('#fff3df').lerp(new Color('#ffe0b4'), warmth), 2.1);
  window.position.set(
    2.2 * Math.cos(sunHeight) * Math.cos(sun),
    2.2 * Math.sin(sunHeight),
    2.2 * Math.cos(sunHeight) * Math.sin(sun),
  );
  window.castShadow = true;
  window.shadow.mapSize.set(1024, 1024);
  window.shadow.bias = -0.0004;
  window.shadow.normalBias = 0.004;
  window.shadow.radius = 3.5;
  Object.assign(window.shadow.camera, { left: -0.95, right: 0.95, top: 0.95, bottom: -0.95, near: 0.3, far: 4.5 });
  return [sky, window, window.target];
}

function standing(object: SceneObject): Group {
  const random = new Random(object.seed);
  const { group } = buildModel(object.kind, {
    colour: object.shade,
    second: object.second,
    material: object.material,
    pattern: object.pattern,
    random,
  });
  group.position.set(...object.at);
  group.rotation.y = object.yaw;
  const ids = new Map(object.parts.map(({ id, name }) => [name, id]));
  for (const mesh of group.children) {
    mesh.userData.id = ids.get(mesh.userData.part);
    mesh.userData.object = object.id;
  }
  return group;
}

function aim({ at, target: to }: View): void {
  camera.position.set(...at);
  camera.up.set(0, 1, 0);
  camera.lookAt(...to);
  camera.updateMatrixWorld();
}

/** Ids of what is seen, one byte a pixel, top row first; only of the meshes that `isShown`. */
function drawIds(isShown: (mesh: Mesh) => boolean): Uint8Array {
  const dressed = meshes.map((mesh) => [mesh, mesh.material as Material | Material[]] as const);
  const { background } = scene;
  scene.background = null;
  for (const [mesh] of dressed) {
    mesh.visible = isShown(mesh);
    mesh.material = idMaterial(mesh.userData.id as number);
  }
  renderer.setRenderTarget(target);
  renderer.setClearColor(0x000000, 0);
  renderer.clear();
  renderer.render(scene, camera);
  const pixels = new Uint8Array(4 * width * height);
  renderer.readRenderTargetPixels(target, 0, 0, width, height, pixels);
  renderer.setRenderTarget(null);
  for (const [mesh, material] of dressed) {
    mesh.visible = true;
    mesh.material = material;
  }
  scene.background = background;
  const ids = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) ids[y * width + x] = pixels[4 * ((height - 1 - y) * width + x)]!;
  }
  return ids;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 0x8000)
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  return btoa(text);
}

Object.assign(window, { stage });
