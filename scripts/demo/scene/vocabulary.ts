import type { ColourName, MaterialName, Pattern } from './palette.ts';

/** How a kind may look: colours only where something else than any colour is plausible. */
interface Look {
  readonly material: MaterialName;
  readonly colours: readonly ColourName[];
  readonly patterns?: readonly Pattern[];
}

export interface KindEntry {
  /** The first is the name, the others are synonyms. */
  readonly names: readonly [string, ...string[]];
  /** The first is the one that is evaluated. */
  readonly categories: readonly [string, ...string[]];
  readonly uses: readonly [string, ...string[]];
  readonly looks: readonly [Look, ...Look[]];
  /** By part id of the mesh: the first phrase is evaluated. */
  readonly parts?: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** Materials that the eye cannot tell are true captions, but no fair question. */
  readonly materialIsVisible?: boolean;
}

const vivid: readonly ColourName[] = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink'];
const glazes: readonly ColourName[] = [...vivid, 'white', 'black', 'brown', 'grey'];
const patterned: readonly Pattern[] = ['plain', 'plain', 'striped', 'dotted'];

/** All that a scene can hold, and all that is ever said of it. */
export const kinds = {
  mug: {
    names: ['mug', 'coffee mug', 'cup'],
    categories: ['tableware', 'crockery'],
    uses: ['something to drink from', 'for drinking coffee'],
    looks: [{ material: 'ceramic', colours: glazes, patterns: patterned }],
    parts: { handle: ['handle of the mug', 'mug handle', 'handle'] },
  },
  bowl: {
    names: ['bowl', 'fruit bowl'],
    categories: ['tableware', 'crockery'],
    uses: ['something to eat soup from', 'for serving food'],
    looks: [
      { material: 'ceramic', colours: glazes, patterns: patterned },
      { material: 'wood', colours: ['brown'] },
    ],
    materialIsVisible: true,
  },
  plate: {
    names: ['plate', 'dish'],
    categories: ['tableware', 'crockery'],
    uses: ['something to eat from', 'for serving a meal'],
    looks: [{ material: 'ceramic', colours: ['white', 'blue', 'green', 'pink', 'grey', 'yellow'] }],
  },
  'wine bottle': {
    names: ['wine bottle', 'bottle of wine', 'bottle'],
    categories: ['drinks', 'bottles'],
    uses: ['something to pour wine from', 'an alcoholic drink'],
    looks: [{ material: 'glass', colours: ['green', 'black', 'brown'] }],
    parts: { label: ['label of the bottle', 'bottle label', 'label'] },
    materialIsVisible: true,
  },
  'water bottle': {
    names: ['water bottle', 'drinking bottle', 'flask'],
    categories: ['drinks', 'bottles'],
    uses: ['something to carry water in', 'something to drink from', 'for drinking on the go'],
    looks: [
      { material: 'metal', colours: [...vivid, 'grey', 'black', 'white'] },
      { material: 'plastic', colours: vivid },
    ],
    parts: { lid: ['lid of the water bottle', 'bottle cap', 'cap'] },
  },
  book: {
    names: ['book', 'novel', 'hardcover book'],
    categories: ['reading material', 'literature'],
    uses: ['something to read', 'for reading stories'],
    looks: [{ material: 'paper', colours: [...vivid, 'brown', 'black', 'grey'], patterns: ['plain', 'striped'] }],
    parts: { pages: ['pages of the book', 'book pages', 'pages'] },
  },
  notebook: {
    names: ['notebook', 'spiral notebook', 'notepad'],
    categories: ['stationery', 'office supplies'],
    uses: ['something to write in', 'for taking notes'],
    looks: [{ material: 'paper', colours: [...vivid, 'black', 'grey'], patterns: ['plain', 'dotted', 'checked'] }],
    parts: { spiral: ['spiral binding', 'binding of the notebook', 'metal rings'] },
  },
  pen: {
    names: ['pen', 'ballpoint pen', 'marker'],
    categories: ['stationery', 'office supplies'],
    uses: ['something to write with', 'for writing letters'],
    looks: [{ material: 'plastic', colours: ['red', 'blue', 'black', 'green', 'purple', 'orange'] }],
  },
  pencil: {
    names: ['pencil', 'wooden pencil'],
    categories: ['stationery', 'office supplies'],
    uses: ['something to draw with', 'something to write with', 'for sketching'],
    looks: [{ material: 'wood', colours: ['yellow', 'red', 'green', 'blue', 'pink'] }],
  },
  apple: {
    names: ['apple', 'ripe apple'],
    categories: ['fruit', 'food'],
    uses: ['something to eat', 'a healthy snack'],
    looks: [{ material: 'fruit', colours: ['red', 'green', 'yellow'] }],
  },
  banana: {
    names: ['banana', 'ripe banana'],
    categories: ['fruit', 'food'],
    uses: ['something to peel', 'something to eat', 'a healthy snack'],
    looks: [{ material: 'fruit', colours: ['yellow'] }],
  },
  orange: {
    names: ['orange', 'orange fruit'],
    categories: ['citrus fruit', 'fruit', 'food'],
    uses: ['something to make juice from', 'something to eat', 'a healthy snack'],
    looks: [{ material: 'fruit', colours: ['orange'] }],
  },
  lemon: {
    names: ['lemon', 'sour fruit'],
    categories: ['citrus fruit', 'fruit', 'food'],
    uses: ['something sour to eat', 'something to eat', 'a slice for tea'],
    looks: [{ material: 'fruit', colours: ['yellow'] }],
  },
  pear: {
    names: ['pear', 'ripe pear'],
    categories: ['fruit', 'food'],
    uses: ['something to eat', 'a healthy snack'],
    looks: [{ material: 'fruit', colours: ['green', 'yellow'] }],
  },
  'potted plant': {
    names: ['potted plant', 'house plant', 'plant'],
    categories: ['plants', 'greenery'],
    uses: ['something to water', 'something that grows'],
    looks: [{ material: 'ceramic', colours: ['white', 'brown', 'blue', 'grey', 'yellow', 'pink'] }],
    parts: { leaves: ['leaves', 'green leaves', 'foliage'], pot: ['flower pot', 'plant pot', 'pot'] },
  },
  cactus: {
    names: ['cactus', 'prickly plant', 'succulent'],
    categories: ['plants', 'greenery'],
    uses: ['something prickly', 'a desert plant'],
    looks: [{ material: 'ceramic', colours: ['brown', 'white', 'orange', 'blue', 'pink'] }],
    parts: { pot: ['cactus pot', 'flower pot', 'pot'] },
  },
  lamp: {
    names: ['table lamp', 'lamp', 'desk lamp'],
    categories: ['lighting', 'furnishings'],
    uses: ['something that gives light', 'for reading at night'],
    looks: [{ material: 'fabric', colours: ['white', 'yellow', 'red', 'green', 'blue', 'orange'] }],
    parts: { shade: ['lamp shade', 'shade of the lamp', 'lampshade'], foot: ['foot of the lamp', 'lamp base'] },
  },
  candle: {
    names: ['candle', 'wax candle'],
    categories: ['lighting', 'decoration'],
    uses: ['something to light with a match', 'something that gives light', 'something that burns'],
    looks: [{ material: 'wax', colours: ['white', 'red', 'pink', 'green', 'purple', 'yellow'] }],
    parts: { flame: ['flame', 'candle flame', 'fire'] },
    materialIsVisible: true,
  },
  vase: {
    names: ['vase with flowers', 'vase', 'bouquet'],
    categories: ['flowers', 'decoration'],
    uses: ['something that smells nice', 'for holding flowers'],
    looks: [
      { material: 'ceramic', colours: ['white', 'blue', 'green', 'black', 'purple', 'grey'], patterns: patterned },
    ],
    parts: { blossoms: ['blossoms', 'flower heads', 'tulips'] },
  },
  teapot: {
    names: ['teapot', 'tea kettle', 'pot of tea'],
    categories: ['tableware', 'crockery'],
    uses: ['something to pour tea from', 'for brewing tea'],
    looks: [{ material: 'ceramic', colours: glazes, patterns: patterned }],
    parts: { spout: ['spout', 'spout of the teapot'], handle: ['handle of the teapot', 'teapot handle', 'handle'] },
  },
  spoon: {
    names: ['spoon', 'wooden spoon', 'cooking spoon'],
    categories: ['kitchen utensils', 'cutlery'],
    uses: ['something to stir with', 'for stirring soup'],
    looks: [{ material: 'wood', colours: ['brown'] }],
    materialIsVisible: true,
  },
  fork: {
    names: ['fork', 'dinner fork'],
    categories: ['cutlery', 'kitchen utensils'],
    uses: ['something to eat spaghetti with', 'for picking up food'],
    looks: [{ material: 'metal', colours: ['grey'] }],
    materialIsVisible: true,
  },
  scissors: {
    names: ['scissors', 'pair of scissors'],
    categories: ['tools', 'office supplies'],
    uses: ['something to cut paper with', 'something sharp'],
    looks: [{ material: 'metal', colours: ['red', 'orange', 'blue', 'green', 'purple', 'black'] }],
    parts: { blades: ['scissor blades', 'blades', 'sharp blades'] },
  },
  clock: {
    names: ['alarm clock', 'clock', 'twin bell clock'],
    categories: ['clocks', 'timepiece'],
    uses: ['something that tells the time', 'for waking up'],
    looks: [{ material: 'metal', colours: ['red', 'blue', 'green', 'pink', 'yellow', 'black', 'white'] }],
    parts: { dial: ['clock face', 'dial of the clock', 'dial'], bells: ['bells', 'bells of the alarm clock'] },
  },
  glasses: {
    names: ['glasses', 'spectacles', 'eyeglasses'],
    categories: ['eyewear', 'accessories'],
    uses: ['something to see better with', 'worn on the nose'],
    looks: [{ material: 'plastic', colours: ['black', 'red', 'blue', 'brown'] }],
  },
  camera: {
    names: ['camera', 'photo camera'],
    categories: ['electronics', 'gadgets'],
    uses: ['something to take photos with', 'for photography'],
    looks: [{ material: 'leather', colours: ['black', 'brown', 'red', 'green'] }],
    parts: { lens: ['camera lens', 'lens of the camera', 'lens'] },
  },
  phone: {
    names: ['phone', 'smartphone', 'mobile phone'],
    categories: ['electronics', 'gadgets'],
    uses: ['something to call someone with', 'for sending messages'],
    looks: [{ material: 'plastic', colours: ['black', 'white', 'blue', 'pink', 'red'] }],
    parts: { screen: ['screen of the phone', 'phone screen', 'touch screen'] },
  },
  headphones: {
    names: ['headphones', 'headset'],
    categories: ['electronics', 'audio equipment'],
    uses: ['something to listen to music with', 'worn on the ears'],
    looks: [{ material: 'plastic', colours: ['black', 'white', 'red', 'blue', 'pink', 'orange'] }],
    parts: { cushions: ['ear cushions', 'ear pads'] },
  },
  dice: {
    names: ['dice', 'die', 'game cube'],
    categories: ['games', 'toys'],
    uses: ['something to gamble with', 'something to roll'],
    looks: [{ material: 'plastic', colours: ['white', 'red', 'blue', 'green', 'yellow', 'purple'] }],
  },
  duck: {
    names: ['rubber duck', 'bath duck', 'duck'],
    categories: ['toys', 'bath toy'],
    uses: ['something to play with in the bath', 'an animal that quacks'],
    looks: [{ material: 'rubber', colours: ['yellow'] }],
    parts: { beak: ['beak', 'orange beak', 'beak of the duck'] },
  },
  car: {
    names: ['toy car', 'car', 'model car'],
    categories: ['toys', 'vehicle'],
    uses: ['something with wheels', 'a child drives it over the floor'],
    looks: [{ material: 'plastic', colours: ['red', 'blue', 'green', 'orange', 'purple', 'pink', 'white'] }],
    parts: { wheels: ['wheels', 'wheels of the car', 'tyres'] },
  },
  'tennis ball': {
    names: ['tennis ball', 'ball'],
    categories: ['sports equipment', 'toys'],
    uses: ['something to hit with a racket', 'something that bounces'],
    looks: [{ material: 'felt', colours: ['green'] }],
  },
  basket: {
    names: ['basket', 'wicker basket', 'woven basket'],
    categories: ['containers', 'storage'],
    uses: ['something to carry things in', 'for storing bread'],
    looks: [{ material: 'wicker', colours: ['brown'] }],
    materialIsVisible: true,
  },
  jar: {
    names: ['jar', 'jam jar', 'jar of jam'],
    categories: ['food', 'containers'],
    uses: ['something to spread on bread', 'for keeping jam'],
    looks: [{ material: 'glass', colours: ['red', 'orange', 'purple'] }],
    parts: { lid: ['lid of the jar', 'jar lid', 'lid'] },
    materialIsVisible: true,
  },
  gift: {
    names: ['gift box', 'present', 'wrapped gift'],
    categories: ['decoration', 'boxes'],
    uses: ['something to give for a birthday', 'a surprise'],
    looks: [{ material: 'paper', colours: vivid, patterns: ['plain', 'striped', 'dotted', 'checked'] }],
    parts: { bow: ['ribbon', 'bow', 'ribbon of the gift'] },
  },
  globe: {
    names: ['globe', 'world globe', 'model of the earth'],
    categories: ['geography', 'decoration'],
    uses: ['something that shows countries', 'for learning geography'],
    looks: [{ material: 'plastic', colours: ['blue'] }],
    parts: { stand: ['stand of the globe', 'globe stand'] },
  },
  laptop: {
    names: ['laptop', 'notebook computer', 'computer'],
    categories: ['electronics', 'gadgets'],
    uses: ['something to work on', 'for browsing the internet'],
    looks: [{ material: 'metal', colours: ['grey', 'black', 'white'] }],
    parts: {
      screen: ['screen of the laptop', 'computer screen', 'display'],
      keyboard: ['keyboard', 'keys', 'something to type on'],
    },
  },
  rubik: {
    names: ["rubik's cube", 'puzzle cube', 'magic cube'],
    categories: ['games', 'toys'],
    uses: ['something to solve', 'a brain teaser'],
    looks: [{ material: 'plastic', colours: ['black'] }],
  },
  bear: {
    names: ['teddy bear', 'stuffed bear', 'plush toy'],
    categories: ['toys', 'stuffed animal'],
    uses: ['something to cuddle', 'a toy for a small child'],
    looks: [{ material: 'fabric', colours: ['brown', 'pink', 'white', 'blue'] }],
  },
  'wine glass': {
    names: ['wine glass', 'glass', 'goblet'],
    categories: ['glassware', 'tableware'],
    uses: ['something to drink wine from', 'something to drink from', 'for a toast'],
    looks: [{ material: 'glass', colours: ['red'] }],
    materialIsVisible: true,
  },
  cheese: {
    names: ['cheese', 'piece of cheese', 'wedge of cheese'],
    categories: ['dairy', 'food'],
    uses: ['something that mice like', 'something to eat', 'something to put on bread'],
    looks: [{ material: 'wax', colours: ['yellow'] }],
  },
  donut: {
    names: ['donut', 'doughnut', 'ring of dough'],
    categories: ['sweets', 'food'],
    uses: ['something sweet to eat', 'something to eat', 'for dessert'],
    looks: [{ material: 'fruit', colours: ['pink', 'brown', 'white'] }],
  },
} as const satisfies Record<string, KindEntry>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];
export const entryOf = (kind: Kind): KindEntry => kinds[kind];

/** What is said of one object. */
export interface Described {
  readonly kind: Kind;
  readonly colour: ColourName;
  readonly material: MaterialName;
  readonly pattern: Pattern;
}

/** How people call what a thing is made of; what a fruit is made of nobody says. */
const materialWords: Readonly<Record<MaterialName, { adjective: string; noun: string } | null>> = {
  ceramic: { adjective: 'ceramic', noun: 'porcelain' },
  glass: { adjective: 'glass', noun: 'glass' },
  metal: { adjective: 'metal', noun: 'metal' },
  wood: { adjective: 'wooden', noun: 'wood' },
  plastic: { adjective: 'plastic', noun: 'plastic' },
  paper: { adjective: 'paper', noun: 'paper' },
  cardboard: { adjective: 'cardboard', noun: 'cardboard' },
  fabric: { adjective: 'fabric', noun: 'cloth' },
  rubber: { adjective: 'rubber', noun: 'rubber' },
  leather: { adjective: 'leather', noun: 'leather' },
  wax: { adjective: 'wax', noun: 'wax' },
  wicker: { adjective: 'wicker', noun: 'wicker' },
  felt: { adjective: 'felt', noun: 'felt' },
  leaf: null,
  fruit: null,
};

/** Kinds whose colour goes without saying, or would name only their pot or their frame. */
const colourless: ReadonlySet<Kind> = new Set([
  'globe',
  'rubik',
  'fork',
  'spoon',
  'basket',
  'wine glass',
  'tennis ball',
]);

/** Colours belong to the pot here, not to the whole. */
const colourOfPart: Partial<Record<Kind, string>> = { 'potted plant': 'pot', cactus: 'pot', lamp: 'shade', jar: '' };

const colourNoun = (thing: Described, name: string): string => `${thing.colour} ${name}`;

function saysColour({ kind, colour }: Described, name: string): boolean {
  // Nobody says "orange orange" or "wooden wooden spoon".
  return !colourless.has(kind) && colourOfPart[kind] === undefined && !name.split(' ').includes(colour);
}

/** The phrases that the scene is evaluated with, of an object as a whole. */
export function phrasesOf(thing: Described): string[] {
  const entry = entryOf(thing.kind);
  const [name, synonym] = entry.names;
  const words = materialWords[thing.material];
  return unique([
    name,
    ...(synonym === undefined ? [] : [synonym]),
    ...(saysColour(thing, name) ? [colourNoun(thing, name)] : []),
    ...(entry.materialIsVisible && words && !name.includes(words.adjective) ? [`${words.adjective} ${name}`] : []),
    entry.categories[0],
    entry.uses[0],
  ]);
}

/** All that is true of an object as a whole: what an image-text encoder learns from. */
export function captionsOf(thing: Described): string[] {
  const entry = entryOf(thing.kind);
  const words = materialWords[thing.material];
  const isColoured = saysColour(thing, '');
  const isPatterned = thing.pattern !== 'plain';
  return unique([
    ...phrasesOf(thing),
    ...entry.names.flatMap((name) => [
      name,
      `${article(name)} ${name}`,
      ...(isColoured && saysColour(thing, name)
        ? [colourNoun(thing, name), `a photo of ${article(thing.colour)} ${thing.colour} ${name}`]
        : []),
      ...(words && !name.includes(words.adjective)
        ? [`${words.adjective} ${name}`, `${name} made of ${words.noun}`]
        : []),
      ...(words && isColoured && saysColour(thing, name) && !name.includes(words.adjective)
        ? [`${thing.colour} ${words.adjective} ${name}`]
        : []),
      ...(isPatterned ? [`${thing.pattern} ${name}`] : []),
      ...(isPatterned && isColoured ? [`${thing.colour} ${thing.pattern} ${name}`] : []),
    ]),
    ...entry.categories.flatMap((category) => [category]),
    ...entry.uses,
    ...(words ? [`something made of ${words.noun}`, `${words.adjective} thing`, words.noun] : []),
    ...(isColoured ? [`something ${thing.colour}`, `${thing.colour} thing`] : []),
  ]);
}

/** The phrases of a part that are evaluated; the body of a thing has none of its own. */
export function phrasesOfPart(kind: Kind, part: string): string[] {
  return entryOf(kind).parts?.[part]?.slice(0, 1) ?? [];
}

/** All that is true of a part, beside what is true of the whole. */
export function captionsOfPart(thing: Described, part: string): string[] {
  const phrases = entryOf(thing.kind).parts?.[part] ?? [];
  const isColoured = colourOfPart[thing.kind] === part;
  return unique([
    ...phrases,
    ...phrases.map((phrase) => `${article(phrase)} ${phrase}`),
    ...(isColoured ? phrases.map((phrase) => colourNoun(thing, phrase)) : []),
  ]);
}

/** What stands around the objects. */
const surfaceWords = {
  wall: ['wall', 'plain wall', 'wall of the room', 'background', 'wallpaper'],
  floor: ['floor', 'wooden floor', 'carpet', 'floor boards', 'background'],
  window: ['window', 'window of the room', 'daylight', 'background'],
  picture: ['picture on the wall', 'framed picture', 'painting', 'background'],
  furniture: ['cupboard', 'cabinet', 'furniture', 'background'],
  leg: ['table leg', 'leg of the table', 'background'],
} as const;
const tableWords = {
  wood: ['table', 'wooden table', 'table top', 'wood grain', 'empty table'],
  stone: ['table', 'stone table', 'marble table', 'table top', 'empty table'],
  cloth: ['table', 'tablecloth', 'table with a cloth', 'table top', 'empty table'],
} as const;

export function surfaceCaptions(
  name: keyof typeof surfaceWords | 'table',
  finish: keyof typeof tableWords,
): readonly string[] {
  return name === 'table' ? tableWords[finish] : surfaceWords[name];
}

export const canonicalPhrases = ['object', 'things', 'stuff', 'texture'] as const;

export const article = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');
const unique = (phrases: readonly string[]): string[] => [...new Set(phrases)];
