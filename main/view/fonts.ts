import sharp from 'sharp';
import { FONTS } from './svg.ts';

export const NO_FONTS = 'This computer has no fonts, so that the picture has no words.';

/** A letter, and a character that no font has. */
const LETTER = 'A';
const NO_CHARACTER = '\u{10fffd}';

let answer: Promise<boolean> | undefined;

/** Whether words can be drawn: without any font, every character is the same empty box. */
export function hasFonts(): Promise<boolean> {
  answer ??= Promise.all([LETTER, NO_CHARACTER].map(drawn)).then(([letter, none]) => !letter!.equals(none!));
  return answer;
}

/** A drawing without the words that could not be read in it. */
export async function drawable(svg: string): Promise<Buffer> {
  return Buffer.from((await hasFonts()) ? svg : svg.replaceAll(/<text[\s\S]*?<\/text>/g, ''));
}

function drawn(character: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><text x="4" y="20" font-family="${FONTS}" font-size="18">${character}</text></svg>`;
  return sharp(Buffer.from(svg)).raw().toBuffer();
}
