/** Films as files: their pictures in a zip, or a video where ffmpeg is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { UserError } from '../errors.ts';
import { encodePng, type RgbImage } from '../view/images.ts';

/**
 * The pictures as frame-0001.png and so on, in one zip.
 * @param file is written; the caller removes it if this throws.
 */
export async function writePictures(pictures: AsyncIterable<RgbImage>, count: number, file: string): Promise<void> {
  const zip = new ZipFile();
  let failure: unknown = null;
  const writing = pipeline(zip.outputStream, createWriteStream(file)).catch((error: unknown) => {
    failure = error;
  });
  const digits = Math.max(4, String(count).length);
  let number = 0;
  try {
    for await (const picture of pictures) {
      const name = `frame-${String(++number).padStart(digits, '0')}.png`;
      // PNG is compressed already. A disk is faster than a field: nothing piles up.
      zip.addBuffer(await encodePng(picture), name, { compress: false });
      if (failure !== null) throw failure;
    }
    zip.end();
    await writing;
    if (failure !== null) throw failure;
  } catch (error) {
    (zip.outputStream as Readable).destroy();
    await writing;
    throw error;
  }
}

/**
 * The pictures as an MP4 file (H.264), which plays everywhere.
 * @param file is written; the caller removes it if this throws.
 * @throws UserError disk if ffmpeg fails; and whatever making the pictures throws
 */
export async function writeVideo(
  pictures: AsyncIterable<RgbImage>,
  { width, height, framesPerSecond }: { width: number; height: number; framesPerSecond: number },
  file: string,
  ffmpeg: string,
): Promise<void> {
  const child = spawn(
    ffmpeg,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
      ...[
        '-f',
        'rawvideo',
        '-pix_fmt',
        'rgb24',
        '-s',
        `${width}x${height}`,
        '-r',
        String(framesPerSecond),
        '-i',
        'pipe:0',
      ],
      // Half the resolution for colours, as all players expect it, takes even sizes.
      ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-crf', '18'],
      ...['-movflags', '+faststart', '-f', 'mp4', file],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MOST_COMPLAINT);
  });
  let broken: unknown = null;
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      broken = error;
      resolve(null);
    });
    child.on('close', resolve);
  });
  // Writing to a program that has ended fails here too; how it ended says more.
  child.stdin.on('error', () => {});
  try {
    for await (const { pixels } of pictures) {
      if (child.exitCode !== null || broken !== null) break;
      if (!child.stdin.write(pixels)) await Promise.race([once(child.stdin, 'drain').catch(() => {}), ended]);
    }
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  child.stdin.end();
  const code = await ended;
  if (code === 0) return;
  const reason = complaint.trim().split('\n').at(-1) ?? '';
  throw new UserError(
    'disk',
    `ffmpeg could not make the video${reason === '' ? '' : `: ${reason.replace(/\.?$/, '')}`}.`,
    'Export the flight as images, and make a video of them.',
    { cause: broken },
  );
}

const MOST_COMPLAINT = 4096;
