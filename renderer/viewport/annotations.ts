/** What is drawn and written over the scene: objects that were found or kept, relations between them, marks. */
import type { FoundObject, KeptObject, Mark, QuestionAnswer, Vector } from '../../main/api/contract.ts';
import { relationWords } from '../ask/wording.ts';
import type { Chip, QuestionState } from '../stores/question-store.ts';

type Box = Pick<FoundObject, 'centre' | 'axes' | 'halfExtent'>;

export interface Line {
  readonly from: Vector;
  readonly to: Vector;
  readonly colour: string;
  readonly isStrong: boolean;
}

export interface Arrow extends Line {
  readonly key: string;
}

/** Where a label or a pin stands: at a place in the world, or in the picture (parts of its width and height). */
export type Anchor = { readonly world: Vector } | { readonly picture: readonly [number, number] };

/** What a click on a label selects. */
export type Choice =
  | { readonly kind: 'object'; readonly selected: NonNullable<QuestionState['selected']> }
  | { readonly kind: 'mark'; readonly id: string };

export interface Label {
  readonly key: string;
  readonly at: Anchor;
  readonly text: string;
  readonly colour: string;
  readonly isStrong: boolean;
  readonly choice: Choice | null;
}

/** A sign at exactly its place. */
export interface Pin {
  readonly key: string;
  readonly at: Vector;
  readonly kind: 'marker' | 'picked';
  readonly colour: string;
}

export interface Annotations {
  readonly lines: readonly Line[];
  readonly arrows: readonly Arrow[];
  /** The most important first. */
  readonly labels: readonly Label[];
  readonly pins: readonly Pin[];
}

export interface AnnotationColours {
  readonly active: string;
  readonly reference: string;
  readonly kept: string;
  readonly mark: string;
  readonly selected: string;
}

/** How many objects of the active question have a box of their own, and of each other visible one. */
const MOST_OF_ACTIVE = 5;
const MOST_OF_OTHERS = 2;

/** Collects what is drawn; what comes first is more important. */
class Collector {
  readonly lines: Line[] = [];
  readonly arrows: Arrow[] = [];
  readonly labels: Label[] = [];
  readonly pins: Pin[] = [];
  private readonly keys = new Set<string>();

  /** An object that was drawn already, as the answer or as another's reference, is not drawn again. */
  box(box: Box, label: Omit<Label, 'at'>): void {
    if (this.keys.has(label.key)) return;
    this.keys.add(label.key);
    this.lines.push(...edgesOf(box).map(([from, to]) => ({ from, to, ...label })));
    this.labels.push({ ...label, at: { world: topOf(box) } });
  }

  arrow(from: Vector, to: Vector, label: Omit<Label, 'at'>): void {
    const { key, colour, isStrong } = label;
    this.arrows.push({ key, from, to, colour, isStrong });
    if (label.text !== '') this.labels.push({ ...label, at: { world: between(from, to) } });
  }
}

/** @param chips those that may be seen, the active one among them */
export function annotationsOf(
  { answers, activeId, selected }: Pick<QuestionState, 'answers' | 'activeId' | 'selected'>,
  chips: readonly Chip[],
  kept: readonly KeptObject[],
  { marks, selectedId }: { readonly marks: readonly Mark[]; readonly selectedId: string | null },
  colours: AnnotationColours,
): Annotations {
  const all = new Collector();
  const visible = chips.filter(({ id, isVisible }) => isVisible && answers[id] !== undefined);
  const active = visible.find(({ id }) => id === activeId);
  if (active !== undefined) addAnswer(all, active, answers[active.id]!.answer, selected, colours);
  for (const mark of marks) addMark(all, mark, mark.id === selectedId, colours);
  for (const { id, name, object } of kept) {
    all.box(object, { key: `kept ${id}`, text: name, colour: colours.kept, isStrong: false, choice: null });
  }
  for (const chip of visible.filter((other) => other !== active)) {
    addObjects(all, chip, answers[chip.id]!.answer, 0, { most: MOST_OF_OTHERS, selected: null, colour: chip.colour });
  }
  return { lines: all.lines, arrows: all.arrows, labels: all.labels, pins: all.pins };
}

function addAnswer(
  all: Collector,
  chip: Chip,
  answer: QuestionAnswer,
  selectedAnywhere: QuestionState['selected'],
  colours: AnnotationColours,
): void {
  const selected = selectedAnywhere?.chipId === chip.id ? selectedAnywhere : null;
  const object = selected && answer.phrases[selected.phrase]?.objects[selected.object];
  const answered = answer.answers.filter(({ found }) => found.length > 0);
  if (answered.length === 0) {
    // The one in focus first: its label is never the one that finds no place.
    if (selected !== null && object)
      addObject(all, chip, answer, selected, { isStrong: true, colour: colours.selected });
    addObjects(all, chip, answer, selected?.phrase ?? 0, { most: MOST_OF_ACTIVE, selected, colour: colours.active });
    return;
  }
  for (const { found } of answered) {
    // What the sentence asks for: the best, or the one in focus if it is another answer to it.
    const shown = found.find((other) => object && isSame(other.object.object, object)) ?? found[0]!;
    const { phrase } = shown.object;
    all.box(shown.object.object, {
      key: keyOf(shown.object.object),
      text: labelOf(phrase, null, shown.object.object),
      colour: colours.selected,
      isStrong: true,
      choice: choiceOf(chip, answer, phrase, shown.object.object),
    });
    for (const { constraint, references } of shown.holds) {
      const words = `${constraint.negated ? 'not ' : ''}${relationWords(constraint.relation)}`;
      for (const [i, reference] of references.entries()) {
        all.box(reference.object, {
          key: keyOf(reference.object),
          text: labelOf(reference.phrase, null, reference.object),
          colour: colours.reference,
          isStrong: false,
          choice: choiceOf(chip, answer, reference.phrase, reference.object),
        });
        all.arrow(topOf(reference.object), topOf(shown.object.object), {
          key: `${words} ${keyOf(shown.object.object)} ${keyOf(reference.object)}`,
          // ‘between’ has two references and one word.
          text: i === 0 ? words : '',
          colour: colours.reference,
          isStrong: false,
          choice: null,
        });
      }
    }
  }
  if (selected !== null && object) addObject(all, chip, answer, selected, { isStrong: true, colour: colours.selected });
}

function addObjects(
  all: Collector,
  chip: Chip,
  answer: QuestionAnswer,
  phrase: number,
  { most, selected, colour }: { most: number; selected: QuestionState['selected']; colour: string },
): void {
  const count = Math.min(most, answer.phrases[phrase]?.objects.length ?? 0);
  for (let object = 0; object < count; object++) {
    if (selected?.phrase === phrase && selected.object === object) continue;
    addObject(all, chip, answer, { phrase, object }, { isStrong: false, colour });
  }
}

function addObject(
  all: Collector,
  chip: Chip,
  answer: QuestionAnswer,
  { phrase, object }: { readonly phrase: number; readonly object: number },
  style: Pick<Label, 'colour' | 'isStrong'>,
): void {
  const { phrase: text, objects } = answer.phrases[phrase]!;
  const found = objects[object]!;
  all.box(found, {
    ...style,
    key: keyOf(found),
    text: labelOf(text, objects.length > 1 ? object + 1 : null, found),
    choice: { kind: 'object', selected: { chipId: chip.id, phrase, object } },
  });
}

function addMark(all: Collector, mark: Mark, isSelected: boolean, colours: AnnotationColours): void {
  const label = {
    key: `mark ${mark.id}`,
    text: mark.text,
    colour: isSelected ? colours.selected : colours.mark,
    isStrong: isSelected,
    choice: { kind: 'mark', id: mark.id },
  } as const;
  switch (mark.kind) {
    case 'marker':
      all.pins.push({ key: label.key, at: mark.at, kind: 'marker', colour: label.colour });
      if (mark.text !== '') all.labels.push({ ...label, at: { world: mark.at } });
      return;
    case 'arrow':
      all.arrow(mark.from, mark.to, label);
      return;
    case 'box':
      all.box(mark, label);
      return;
    case 'note':
      all.labels.push({ ...label, at: { picture: mark.at } });
  }
}

/** An object is the cluster about its peak, whichever phrase or relation names it. */
const keyOf = ({ peak, halfExtent }: FoundObject): string => `${peak.point} ${halfExtent.join(' ')}`;
const isSame = (a: FoundObject, b: FoundObject): boolean => keyOf(a) === keyOf(b);

const labelOf = (phrase: string, rank: number | null, { isDoubtful }: FoundObject): string =>
  `${phrase}${rank === null ? '' : ` ${rank}`}${isDoubtful ? ' (a guess)' : ''}`;

function choiceOf(chip: Chip, answer: QuestionAnswer, phrase: string, object: FoundObject): Choice | null {
  const at = answer.phrases.findIndex((other) => other.phrase === phrase);
  const place = answer.phrases[at]?.objects.findIndex((other) => isSame(other, object)) ?? -1;
  return place === -1 ? null : { kind: 'object', selected: { chipId: chip.id, phrase: at, object: place } };
}

const between = (a: Vector, b: Vector): Vector => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];

/** The middle of a box's upper side: its last axis is up. */
const topOf = ({ centre, axes, halfExtent }: Box): Vector => {
  const [, , up] = axes;
  const height = halfExtent[2] * (up[2] < 0 ? -1 : 1);
  return [centre[0] + height * up[0], centre[1] + height * up[1], centre[2] + height * up[2]];
};

/** The twelve edges of a box. */
export function edgesOf({ centre, axes, halfExtent }: Box): [from: Vector, to: Vector][] {
  const corner = (signs: readonly number[]): Vector => {
    const at: Vector = [...centre];
    for (let axis = 0; axis < 3; axis++) {
      for (let k = 0; k < 3; k++) at[k]! += signs[axis]! * halfExtent[axis]! * axes[axis]![k]!;
    }
    return at;
  };
  const edges: [Vector, Vector][] = [];
  for (let axis = 0; axis < 3; axis++) {
    for (const a of [-1, 1]) {
      for (const b of [-1, 1]) {
        const signs = (along: number) => [a, b].toSpliced(axis, 0, along);
        edges.push([corner(signs(-1)), corner(signs(1))]);
      }
    }
  }
  return edges;
}
