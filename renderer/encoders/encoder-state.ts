import type { Encoder } from '../../main/api/contract.ts';
import { formatBytes } from '../format.ts';

/** What people read of an encoder besides its name: "MIT · 512 dimensions · 606 MB". */
export function describeEncoder({ licence, dimensions, totalBytes }: Encoder): string {
  const size = totalBytes > 0 ? [formatBytes(totalBytes)] : [];
  return [licence, `${dimensions} dimensions`, ...size].join(' · ');
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
