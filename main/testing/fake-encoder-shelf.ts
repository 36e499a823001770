import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShelvedEncoder } from '../encoders/shelf.ts';
import type { EncoderIdentity } from '../engine/encoders.ts';
import type { Shelf } from '../engine/installed-encoders.ts';
import { UserError } from '../errors.ts';

const demo: ShelvedEncoder = {
  id: 'demo',
  name: 'Demo',
  kind: 'image-text',
  source: 'shipped',
  licence: 'MIT',
  dimensions: 4,
  totalBytes: 100,
  presentBytes: 100,
  state: 'ready',
  problem: null,
  notes: 'Small.',
  origin: null,
  denseEncoder: 'demo-dense',
};

/** The fingerprint that FakeEncoderShelf and FakeCompute give an encoder. */
export const fakeFingerprint = (id: string) => Buffer.from(id).toString('hex');

/** Encoders without files: the demo's are there, CLIP and DINO can be downloaded in a quarter of a second. */
export class FakeEncoderShelf implements Shelf {
  readonly encoders: ShelvedEncoder[] = [
    demo,
    { ...demo, id: 'demo-dense', name: 'Demo patches', kind: 'dense', denseEncoder: null },
    { ...demo, id: 'clip', name: 'CLIP', source: 'catalogue', state: 'absent', presentBytes: 0, denseEncoder: 'dino' },
    {
      ...demo,
      id: 'dino',
      name: 'DINO',
      kind: 'dense',
      source: 'catalogue',
      state: 'absent',
      presentBytes: 0,
      denseEncoder: null,
    },
  ];

  async list(): Promise<ShelvedEncoder[]> {
    return structuredClone(this.encoders);
  }

  async identify(id: string): Promise<EncoderIdentity> {
    return { fingerprint: fakeFingerprint(id), dimensions: this.#find(id).dimensions };
  }

  async download(id: string, { signal, onProgress }: Parameters<Shelf['download']>[1]): Promise<void> {
    const encoder = this.#find(id);
    while (encoder.presentBytes < encoder.totalBytes) {
      onProgress(encoder.presentBytes, encoder.totalBytes, 'model.onnx');
      await sleep(5);
      encoder.state = 'partial';
      if (signal.aborted) throw new UserError('cancelled', 'Cancelled.');
      encoder.presentBytes += 2;
    }
    encoder.state = 'ready';
  }

  async remove(id: string): Promise<void> {
    const encoder = this.#find(id);
    if (encoder.source === 'folder') this.encoders.splice(this.encoders.indexOf(encoder), 1);
    else Object.assign(encoder, { state: 'absent', presentBytes: 0 });
  }

  async addFolder(path: string): Promise<string> {
    if (!existsSync(join(path, 'config.json'))) {
      throw new UserError('bad-encoder', `${path} holds no config.json.`, 'Choose the folder of a model.');
    }
    const name = basename(path);
    this.encoders.push({ ...demo, id: `folder:${name}`, name, source: 'folder', origin: path });
    return `folder:${name}`;
  }

  #find(id: string): ShelvedEncoder {
    return this.encoders.find((encoder) => encoder.id === id)!;
  }
}
