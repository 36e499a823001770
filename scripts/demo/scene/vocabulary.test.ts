import { describe, expect, it } from 'vitest';
import { buildModel } from './describe.ts';
import { palette } from './palette.ts';
import { Random } from './random.ts';
import { captionsOf, captionsOfPart, entryOf, type Kind, kindNames, phrasesOf, phrasesOfPart } from './vocabulary.ts';

const described = (kind: Kind) => {
  const [{ material, colours, patterns }] = entryOf(kind).looks;
  return { kind, material, colour: colours[0]!, pattern: patterns?.[0] ?? ('plain' as const) };
};

describe('the vocabulary', () => {
  it('names every part that a mesh has, and no part that it lacks', () => {
    for (const kind of kindNames) {
      const { material, colour, pattern } = described(kind);
      const look = { colour: palette[colour][0], second: '#ffffff', material, pattern, random: new Random(1) };
      const meshes = buildModel(kind, look).group.children.map(({ userData }) => userData.part as string);
      const named = Object.keys(entryOf(kind).parts ?? {});
      expect([...new Set(meshes)].filter((part) => part !== 'body').sort(), kind).toEqual(named.sort());
    }
  });

  it('calls no two kinds by the same first name', () => {
    const names = kindNames.map((kind) => entryOf(kind).names[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of a part what it is evaluated with', () => {
    for (const kind of kindNames) {
      for (const part of Object.keys(entryOf(kind).parts ?? {})) {
        expect(phrasesOfPart(kind, part)).toHaveLength(1);
        expect(captionsOfPart(described(kind), part)).toEqual(expect.arrayContaining(phrasesOfPart(kind, part)));
      }
    }
    expect(phrasesOfPart('mug', 'body')).toEqual([]);
  });

  it('speaks of colours, materials and patterns where one sees them', () => {
    const mug = { kind: 'mug', colour: 'red', material: 'ceramic', pattern: 'striped' } as const;
    expect(phrasesOf(mug)).toEqual(['mug', 'coffee mug', 'red mug', 'tableware', 'something to drink from']);
    expect(captionsOf(mug)).toEqual(
      expect.arrayContaining([
        'a mug',
        'red striped mug',
        'ceramic cup',
        'something red',
        'something made of porcelain',
      ]),
    );
    expect(captionsOf(mug).filter((caption) => caption.includes('blue'))).toEqual([]);
  });

  it('does not say "orange orange", nor what fruit is made of', () => {
    const orange = captionsOf({ kind: 'orange', colour: 'orange', material: 'fruit', pattern: 'plain' });
    expect(orange.filter((caption) => /orange orange|made of/.test(caption))).toEqual([]);
  });

  it('stays small: a few hundred words', () => {
    const phrases = kindNames.flatMap((kind) => [
      ...captionsOf(described(kind)),
      ...Object.keys(entryOf(kind).parts ?? {}).flatMap((part) => captionsOfPart(described(kind), part)),
    ]);
    const words = new Set(phrases.flatMap((phrase) => phrase.split(' ')));
    expect(words.size).toBeGreaterThan(200);
    expect(words.size).toBeLessThan(500);
  });
});
