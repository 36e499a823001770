import type { ExtractionEstimate } from '../../main/api/contract.ts';
import { countOf, formatBytes, formatDuration } from '../format.ts';

/** What an extraction would take, in one or two sentences. */
export function describeEstimate({ images, crops, bytes, seconds, freeBytes }: ExtractionEstimate): string {
  if (images === 0) return 'The features of this encoder are there.';
  const work = crops > 0 ? `${countOf(crops, 'crop')} of ${countOf(images, 'image')}` : countOf(images, 'image');
  const time = seconds === null ? 'how long that takes shows once it runs' : `about ${formatDuration(seconds)}`;
  const room = bytes > freeBytes ? ` The disk has only ${formatBytes(freeBytes)} free.` : '';
  return `To extract: ${work}, ${formatBytes(bytes)} on disk, ${time}.${room}`;
}
