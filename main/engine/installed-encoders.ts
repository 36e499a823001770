import type { EncoderShelf } from '../encoders/shelf.ts';

/** The encoders of this computer: what the engine does with them, apart from running them. */
export type Shelf = Pick<EncoderShelf, 'list' | 'identify' | 'download' | 'remove' | 'addFolder'>;

/** The encoders of a data folder. Loaded when they are first asked for: they bring ONNX Runtime along. */
export function installedEncoders(dataFolder: string): Shelf {
  let loading: Promise<Shelf> | undefined;
  const shelf = () => {
    loading ??= import('../encoders/shelf.ts').then(({ EncoderShelf }) => new EncoderShelf(dataFolder));
    return loading;
  };
  return {
    list: async () => (await shelf()).list(),
    identify: async (id) => (await shelf()).identify(id),
    download: async (id, hooks) => (await shelf()).download(id, hooks),
    remove: async (id) => (await shelf()).remove(id),
    addFolder: async (path) => (await shelf()).addFolder(path),
  };
}
