/** What SVG may hold of a text that anybody wrote: no markup, no characters that XML forbids. */
export function escapeXml(text: string): string {
  const replacements: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"']/g, (character) => replacements[character]!)
  );
}

/** The user's own fonts: nothing is fetched, and what is not there falls back. */
export const FONTS = 'Inter, Segoe UI, Helvetica Neue, Noto Sans, DejaVu Sans, Liberation Sans, sans-serif';

/** The lines of a text, none longer than this if its words allow it. */
export function wrapped(text: string, longest: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= longest) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

/** A text cut to about so many characters. */
export const shortened = (text: string, most: number): string =>
  [...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`;
