import {
  type Constraint,
  RELATION_NAMES,
  RELATION_WORDS,
  type Reading,
  type RelationName,
  referencesOf,
  type Thing,
} from './sentence.ts';

/** Longer sentences are one phrase: the reader goes as deep as they have relations. */
const MAX_WORDS = 60;

const ARTICLES = new Set(['the', 'a', 'an', 'some', 'any', 'my', 'this', 'that']);
const CONJUNCTIONS = new Set(['and', 'but', ',']);
/** Heads that stand for anything. */
const ANYTHING = new Set(['something', 'anything', 'everything', 'object', 'objects', 'thing', 'things', 'what']);
const OPENINGS = [
  ['where', 'is'],
  ['where', 'are'],
  ["where's"],
  ['what', 'is'],
  ["what's"],
  ['find'],
  ['show', 'me'],
  ['show'],
];
/** What follows ‘something’ where it is told by what it is for or does. */
const PURPOSES = new Set(['to', 'for', 'that', 'which']);
/** ‘the cup that is on the plate’ says no more than ‘the cup on the plate’. */
const COPULAS = [
  ['that', 'is'],
  ['which', 'is'],
  ['that', 'are'],
  ['which', 'are'],
  ["that's"],
  ['is'],
  ['are'],
  ['lying'],
  ['standing'],
];
/** What stands after a relation and is no thing: ‘on the left’, ‘over there’, ‘inside out’. */
const NO_REFERENCES = new Set([
  'left',
  'right',
  'front',
  'back',
  'top',
  'bottom',
  'middle',
  'left side',
  'right side',
  'here',
  'there',
  'out',
]);

interface RelationPhrase {
  readonly relation: RelationName;
  readonly words: readonly string[];
}

/** Longest first, so that ‘on the left of’ is not read as ‘on’. */
const relationPhrases: readonly RelationPhrase[] = RELATION_NAMES.flatMap((relation) =>
  RELATION_WORDS[relation].map((text) => ({ relation, words: text.split(' ') })),
).sort((a, b) => b.words.length - a.words.length);

const relationWords = new Set(relationPhrases.flatMap(({ words }) => (words.length === 1 ? words : [])));

/**
 * Reads a sentence about places, by this grammar:
 *
 *     sentence   = [opening] thing { (‘and’ article | ‘;’) thing }
 *     thing      = name [place { (‘and’ | ‘but’) place }]  |  place …        (something in that place)
 *     place      = [‘that is’] [‘not’] relation reference { ‘and’ article reference }
 *                | [‘that is’] [‘not’] ‘between’ reference ‘and’ reference
 *     reference  = name [place]                  (the place without ‘and’: it describes what was named last)
 *
 * ‘and’ joins what follows it: a relation to the thing that is looked for; a name with an article, after a
 * place, to what the place refers to; any other word is part of a name (‘salt and pepper’). What does not
 * fit is one phrase for the encoder, as it was typed, and the reading says why.
 */
export function readSentence(text: string): Reading {
  const phrase = text.trim();
  const plain = (reason: string | null): Reading => ({ kind: 'plain', phrase, reason });
  const words = wordsOf(phrase);
  if (words.length > MAX_WORDS) return plain(`It is longer than ${MAX_WORDS} words, so it is read as one phrase.`);
  try {
    const things = new Reader(words).sentence();
    if (things.length > 1 || things[0]!.constraints.length > 0) return { kind: 'relations', things };
    return plain(hiddenRelation(words));
  } catch (thrown) {
    if (thrown instanceof Unreadable) return plain(`${thrown.message} It is read as one phrase.`);
    throw thrown;
  }
}

/** Words in lower case; commas and semicolons are words of their own. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[?!.]+(?=\s|$)/g, '')
    .replace(/,\s*(?=(and|but)\b)/g, ' ')
    .replace(/[,;]/g, (mark) => ` ${mark} `)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Why a name that has a relation in it is no relation; null if it has none. */
function hiddenRelation(words: readonly string[]): string | null {
  const compound = words.find((word) => word.includes('-') && word.split('-').some((part) => relationWords.has(part)));
  return compound === undefined ? null : `‘${compound}’ is one word and read as part of the name.`;
}

class Unreadable extends Error {}

/** Recursive descent: one method for each rule of the grammar. Every call takes at least one word or fails. */
class Reader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  sentence(): Thing[] {
    for (const opening of OPENINGS) {
      if (this.#skip(opening)) break;
    }
    const things = [this.#thing()];
    while (this.#at < this.#words.length) {
      const isSeparated = this.#skip([';']);
      if (!isSeparated && !this.#skip(['and']) && !this.#skip([',']))
        throw new Unreadable(`‘${this.#words[this.#at]}’ does not fit.`);
      things.push(this.#thing());
    }
    return things;
  }

  #thing(): Thing {
    const phrase = this.#head();
    const constraints: Constraint[] = [];
    while (this.#placeAt(this.#at)) {
      const first = this.#place();
      constraints.push(first);
      if (first.relation !== 'between') {
        while (this.#isConjunction(this.#at) && this.#startsThing(this.#at + 1)) {
          this.#at++;
          constraints.push({ ...first, references: [this.#reference(RELATION_WORDS[first.relation][0]!)] });
        }
      }
      if (this.#isConjunction(this.#at) && this.#placeAt(this.#at + 1)) this.#at++;
    }
    return { phrase, constraints };
  }

  /** What is looked for; null for anything at all, which a place alone says too. */
  #head(): string | null {
    const words = this.#name(false);
    const place = this.#placeAt(this.#at);
    // ‘something to spread on bread’ says what it is for.
    const isPurpose = ANYTHING.has(words[0] ?? '') && PURPOSES.has(words[1] ?? '');
    if (isPurpose && place && !this.#startsThing(place.end)) throw new Unreadable('It says what something is for.');
    if (words.length > 0) return nameOf(words);
    if (!place) throw new Unreadable('It does not say what to look for.');
    // ‘on the table’ is a place, ‘on switch’ the name of something.
    if (place.words.length === 1 && place.end < this.#words.length && !this.#startsThing(place.end)) {
      throw new Unreadable(`‘${place.words[0]}’ is read as part of the name.`);
    }
    return null;
  }

  #place(): Constraint {
    const { relation, words, negated, end } = this.#placeAt(this.#at)!;
    this.#at = end;
    const said = words.join(' ');
    if (referencesOf(relation) === 1) return { relation, negated, references: [this.#reference(said)] };
    const first = this.#reference(said, !this.#thingJoinedAhead());
    if (!this.#skip(['and'])) throw new Unreadable('‘between’ needs two things: between the one and the other.');
    return { relation, negated, references: [first, this.#reference(said)] };
  }

  /** @param said the relation before it. @param endsAtAnd whether no ‘and’ belongs to its name */
  #reference(said: string, endsAtAnd = false): Thing {
    const words = this.#name(endsAtAnd);
    if (words.length === 0) throw new Unreadable(`Something is missing after ‘${said}’.`);
    if (NO_REFERENCES.has(words.join(' '))) {
      throw new Unreadable(`‘${said} ${words.join(' ')}’ does not say of what.`);
    }
    return { phrase: nameOf(words), constraints: this.#placeAt(this.#at) ? [this.#place()] : [] };
  }

  /** Words up to the next place or thing, without the article. */
  #name(endsAtAnd: boolean): readonly string[] {
    if (this.#isArticle(this.#at)) this.#at++;
    const from = this.#at;
    while (this.#at < this.#words.length && !this.#endsName(this.#at, from, endsAtAnd)) this.#at++;
    return this.#words.slice(from, this.#at).filter((word) => word !== ',');
  }

  #endsName(at: number, from: number, endsAtAnd: boolean): boolean {
    if (this.#words[at] === ';' || this.#placeAt(at)) return true;
    if (!this.#isConjunction(at)) return false;
    if (at === from) throw new Unreadable(`Something is missing before ‘${this.#words[at]}’.`);
    return endsAtAnd || this.#startsThing(at + 1) || this.#placeAt(at + 1) !== null;
  }

  /** The place that is said at a position: [that is] [not] relation. */
  #placeAt(at: number): (RelationPhrase & { negated: boolean; end: number }) | null {
    let next = at;
    for (let length = this.#copulaAt(next); length > 0; length = this.#copulaAt(next)) next += length;
    const negated = this.#words[next] === 'not';
    if (negated) next++;
    const found = relationPhrases.find(({ words }) => this.#has(words, next));
    return found ? { ...found, negated, end: next + found.words.length } : null;
  }

  /** Whether ‘and the …’ comes anywhere: then an ‘and’ without an article is part of a name. */
  #thingJoinedAhead(): boolean {
    return this.#words.some((_, at) => at >= this.#at && this.#isConjunction(at) && this.#startsThing(at + 1));
  }

  #copulaAt(at: number): number {
    return COPULAS.find((words) => this.#has(words, at))?.length ?? 0;
  }

  #skip(words: readonly string[]): boolean {
    if (!this.#has(words, this.#at)) return false;
    this.#at += words.length;
    return true;
  }

  #has(words: readonly string[], at: number): boolean {
    return words.every((word, i) => this.#words[at + i] === word);
  }

  #isConjunction(at: number): boolean {
    return CONJUNCTIONS.has(this.#words[at] ?? '');
  }

  #startsThing(at: number): boolean {
    return this.#isArticle(at) || ANYTHING.has(this.#words[at] ?? '');
  }

  #isArticle(at: number): boolean {
    return ARTICLES.has(this.#words[at] ?? '') && this.#copulaAt(at) === 0;
  }
}

const nameOf = (words: readonly string[]) => (words.length === 1 && ANYTHING.has(words[0]!) ? null : words.join(' '));
