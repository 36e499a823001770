import type { Encoder } from '../../main/api/contract.ts';
import { formatBytes } from '../format.ts';

/** What people read of an encoder besides its name: "MIT · 512 dimensions · 606 MB". */
export function describeEncoder({ licence, dimensions, totalBytes }: Encoder): string {
  const parts = [
    licence === 'unknown' ? 'Licence unknown' : licence,
    dimensions > 0 ? `${dimensions} dimensions` : null,
    totalBytes > 0 ? formatBytes(totalBytes) : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** The same model with smaller numbers: a shorter download, and less exact. */
export const isSmallerVersion = ({ id }: Encoder): boolean => /-(fp16|quantized)$/.test(id);

/** The encoders of images and texts to choose from; smaller versions only once they are here. */
export function choosableEncoders(encoders: readonly Encoder[]): Encoder[] {
  return encoders.filter(
    (encoder) => encoder.kind === 'image-text' && (encoder.state === 'ready' || !isSmallerVersion(encoder)),
  );
}

/** Where an encoder stands, in words; null where nothing needs saying. */
export function describeState({ state, source, presentBytes, totalBytes, problem }: Encoder): string | null {
  switch (state) {
    case 'ready':
      return source === 'shipped' ? 'Comes with LERF Studio' : 'Ready';
    case 'partial':
      return `${formatBytes(presentBytes)} of ${formatBytes(totalBytes)} are here`;
    case 'damaged':
      return problem ?? 'Its files are damaged.';
    case 'absent':
    case 'downloading':
      return null;
  }
}
