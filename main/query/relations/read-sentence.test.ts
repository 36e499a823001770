import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSentence } from './read-sentence.ts';
import {
  type Constraint,
  phrasesOf,
  RELATION_NAMES,
  RELATION_WORDS,
  type RelationName,
  referencesOf,
  type Thing,
  writeSentence,
} from './sentence.ts';

const thing = (phrase: string | null, ...constraints: Constraint[]): Thing => ({ phrase, constraints });
const is = (relation: RelationName, ...references: (Thing | string)[]): Constraint => ({
  relation,
  negated: false,
  references: references.map((reference) => (typeof reference === 'string' ? thing(reference) : reference)),
});
const not = (constraint: Constraint): Constraint => ({ ...constraint, negated: true });

describe('a sentence about places', () => {
  it.each<[string, Thing[]]>([
    ['the red cup left of the book', [thing('red cup', is('left', 'book'))]],
    ['Where is the red cup to the left of the book?', [thing('red cup', is('left', 'book'))]],
    ['the pen on the notebook', [thing('pen', is('on', 'notebook'))]],
    ['pen on top of notebook', [thing('pen', is('on', 'notebook'))]],
    ['the plant behind the lamp', [thing('plant', is('behind', 'lamp'))]],
    ['the cat in front of a sofa', [thing('cat', is('front', 'sofa'))]],
    ['the cup on the left of the book', [thing('cup', is('left', 'book'))]],
    ['something between the bowl and the bottle', [thing(null, is('between', 'bowl', 'bottle'))]],
    ['cup between bowl and bottle', [thing('cup', is('between', 'bowl', 'bottle'))]],
    ['something to drink from on the table', [thing('something to drink from', is('on', 'table'))]],
    ['left of the book', [thing(null, is('left', 'book'))]],
    ['what is under the table?', [thing(null, is('below', 'table'))]],
    ['the mug and the plate', [thing('mug'), thing('plate')]],
    ['the mug, the plate, and the bowl', [thing('mug'), thing('plate'), thing('bowl')]],
    ['the mug; the plate on the table', [thing('mug'), thing('plate', is('on', 'table'))]],
    ['the cup not on the plate', [thing('cup', not(is('on', 'plate')))]],
    ['the cup that is not on the plate', [thing('cup', not(is('on', 'plate')))]],
    ['the cup left of the book and near the lamp', [thing('cup', is('left', 'book'), is('near', 'lamp'))]],
    ['the cup near the lamp, but not on the plate', [thing('cup', is('near', 'lamp'), not(is('on', 'plate')))]],
    ['the cup next to the book and the lamp', [thing('cup', is('near', 'book'), is('near', 'lamp'))]],
    ['the cup left of the book on the table', [thing('cup', is('left', thing('book', is('on', 'table'))))]],
    [
      'the cup left of the book on the table and near the lamp',
      [thing('cup', is('left', thing('book', is('on', 'table'))), is('near', 'lamp'))],
    ],
    [
      'the spoon between the cup in the sink and the salt and pepper',
      [thing('spoon', is('between', thing('cup', is('inside', 'sink')), 'salt and pepper'))],
    ],
    ['the salt and pepper beside the stove', [thing('salt and pepper', is('near', 'stove'))]],
    ['the red, shiny cup inside the box', [thing('red shiny cup', is('inside', 'box'))]],
  ])('%s', (sentence, things) => {
    expect(readSentence(sentence)).toEqual({ kind: 'relations', things });
  });

  it.each([
    ['red cup', null],
    ['salt and pepper', null],
    ['a left shoe', null],
    ['inside-out jacket', /‘inside-out’ is one word/],
    ['jacket inside out', /‘inside out’ does not say of what/],
    ['the cup on the left', /‘on left’ does not say of what/],
    ['something to spread on bread', /what something is for/],
    ['on switch', /‘on’ is read as part of the name/],
    ['the cup left of', /missing after ‘left of’/],
    ['the spoon between the cups', /‘between’ needs two things/],
    ['and the cup', /missing before ‘and’/],
    ['the cup near the book but the lamp; ', /does not say what to look for/],
    ['', /does not say what/],
    [`cup ${'near the cup '.repeat(40)}`, /longer than 60 words/],
  ])('‘%s’ is one phrase', (sentence, reason) => {
    const reading = readSentence(sentence);
    expect(reading).toMatchObject({ kind: 'plain', phrase: sentence.trim() });
    if (reading.kind !== 'plain') return;
    if (reason === null) expect(reading.reason).toBeNull();
    else expect(reading.reason).toMatch(reason);
  });

  it('says every relation in all its words', () => {
    for (const relation of RELATION_NAMES) {
      for (const words of RELATION_WORDS[relation]) {
        const references = ['plate', 'old lamp'].slice(0, referencesOf(relation));
        const sentence = `the cup ${words} ${references.map((name) => `the ${name}`).join(' and ')}`;
        expect(readSentence(sentence)).toEqual({
          kind: 'relations',
          things: [thing('cup', is(relation, ...references))],
        });
      }
    }
  });

  it('names each phrase once', () => {
    const reading = readSentence('the cup left of the book and near something on the book; the cup');
    expect(reading.kind === 'relations' && phrasesOf(reading.things)).toEqual(['cup', 'book']);
  });
});

describe('reading and writing', () => {
  const name = fc.oneof(
    fc.constant(null),
    fc.constantFrom(
      'cup',
      'red cup',
      'salt and pepper',
      'left shoe',
      'ship in-a bottle',
      'not-book',
      'iron',
      'tea pot',
    ),
  );
  const constraintOn = (reference: fc.Arbitrary<Thing>): fc.Arbitrary<Constraint> =>
    fc.constantFrom(...RELATION_NAMES).chain((relation) =>
      fc.record({
        relation: fc.constant(relation),
        negated: fc.boolean(),
        references: fc.array(reference, { minLength: referencesOf(relation), maxLength: referencesOf(relation) }),
      }),
    );
  const reference = (depth: number): fc.Arbitrary<Thing> =>
    fc.record({
      phrase: name,
      constraints: depth === 0 ? fc.constant([]) : fc.array(constraintOn(reference(depth - 1)), { maxLength: 1 }),
    });
  const things = fc.array(
    fc.record({ phrase: name, constraints: fc.array(constraintOn(reference(1)), { maxLength: 3 }) }),
    { minLength: 1, maxLength: 2 },
  );

  it('undo each other', () => {
    fc.assert(
      fc.property(things, (tree) => {
        fc.pre(tree.length > 1 || tree[0]!.constraints.length > 0);
        fc.pre(writeSentence(tree).split(/\s+/).length < 60);
        expect(readSentence(writeSentence(tree))).toEqual({ kind: 'relations', things: tree });
      }),
      { numRuns: 500 },
    );
  });

  it('any text is read, and nothing is looked for that it does not say', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'the',
        'and',
        'not',
        'on',
        'left',
        'of',
        'between',
        'is',
        'that',
        'cup',
        ',',
        ';',
        'something',
        '?',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const text = words.join(' ');
        const reading = readSentence(text);
        if (reading.kind === 'plain') {
          expect(reading.phrase).toBe(text.trim());
          return;
        }
        const said = text.toLowerCase().replace(/’/g, "'");
        for (const phrase of phrasesOf(reading.things)) {
          expect(phrase).not.toBe('');
          for (const part of phrase.split(' ')) expect(said).toContain(part);
        }
      }),
      { numRuns: 500 },
    );
  });
});
