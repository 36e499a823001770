import { useFrame, useThree } from '@react-three/fiber';
import { type CSSProperties, useEffect } from 'react';
import { selectMark } from '../stores/marks-store.ts';
import { selectObject } from '../stores/question-store.ts';
import type { Annotations, Choice, Label } from './annotations.ts';
import { type LabelBoard, labelKey, pinKey } from './label-board.ts';
import classes from './labels.module.css';

interface LabelsProps {
  readonly annotations: Annotations;
  readonly board: LabelBoard;
  readonly showsLabels: boolean;
}

/** Names and pins over the canvas. The panel offers the same objects and marks to the keyboard. */
export function Labels({ annotations: { labels, pins }, board, showsLabels }: LabelsProps) {
  return (
    <div className={classes.layer}>
      {pins.map(({ key, kind, colour }) => (
        <span
          key={key}
          ref={board.hold(pinKey(key))}
          className={kind === 'picked' ? classes.picked : classes.marker}
          style={tinted(colour)}
        />
      ))}
      {showsLabels && labels.map((label) => <LabelText key={label.key} label={label} board={board} />)}
    </div>
  );
}

function LabelText({ label, board }: { label: Label; board: LabelBoard }) {
  const { key, text, colour, isStrong, choice, at } = label;
  const shared = {
    ref: board.hold(labelKey(key)),
    className: `${classes.label} ${'picture' in at ? classes.note : 'ellipsis'}`,
    style: tinted(colour),
    'data-strong': isStrong || undefined,
  };
  if (choice === null) return <span {...shared}>{text}</span>;
  return (
    <button {...shared} type="button" tabIndex={-1} onClick={() => choose(choice)}>
      {text}
    </button>
  );
}

function choose(choice: Choice): void {
  if (choice.kind === 'object') selectObject(choice.selected);
  else selectMark(choice.id);
}

const tinted = (colour: string) => ({ '--tint': colour }) as CSSProperties;

/** In the canvas: moves the labels when the camera has been moved. To be mounted after what moves it. */
export function LabelPlacer({ annotations, board, showsLabels }: LabelsProps) {
  const invalidate = useThree((state) => state.invalidate);
  useEffect(invalidate, [annotations, showsLabels, invalidate]);
  useFrame(({ camera, size }) => board.place(annotations, camera, size));
  return null;
}
