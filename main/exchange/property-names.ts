/**
 * Names of PLY properties after phrases: lower-case letters, digits and underscores, which every reader takes,
 * and no name twice.
 */

const MAX_LENGTH = 32;

/**
 * @param phrases in any language; the same phrase twice gets two names.
 * @param taken names that are in use already.
 * @returns for each phrase what stands for it in a name.
 */
export function propertyNames(phrases: readonly string[], taken: readonly string[] = []): string[] {
  const used = new Set(taken);
  return phrases.map((phrase) => {
    const stem = slug(phrase);
    let name = stem;
    for (let number = 2; used.has(name); number++) name = `${stem}_${number}`;
    used.add(name);
    return name;
  });
}

/** Phrases without a Latin letter or digit become ‘phrase’: comments of the file say what was asked. */
function slug(phrase: string): string {
  const words = phrase
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, MAX_LENGTH)
    .replace(/^_+|_+$/g, '');
  return words === '' ? 'phrase' : words;
}
