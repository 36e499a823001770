import { useState } from 'react';
import classes from './preview-section.module.css';
import type { ImagePair } from './preview-section.tsx';
import { SteadyImage } from './steady-image.tsx';

/** The render laid over the photograph up to an edge that is dragged, or moved with the arrow keys. */
export function WipeCompare({ render, photograph, aspectRatio, name }: ImagePair) {
  const [edge, setEdge] = useState(50);
  return (
    <div
      className={`${classes.frame} ${classes.single}`}
      style={{ aspectRatio, maxWidth: `calc(60vh * ${aspectRatio})` }}
    >
      <SteadyImage className={classes.image} src={photograph} alt={`Photograph ${name}`} />
      <div className={classes.over} style={{ clipPath: `inset(0 ${100 - edge}% 0 0)` }}>
        <SteadyImage className={classes.image} src={render} alt={`Render of the view ${name}`} />
      </div>
      <div className={classes.edge} style={{ left: `${edge}%` }} />
      <span className={classes.left}>Render</span>
      <span className={classes.right}>Photograph</span>
      <input
        type="range"
        className={classes.wipe}
        aria-label="Edge between render and photograph"
        aria-valuetext={`Render on the left ${edge} %`}
        min={0}
        max={100}
        value={edge}
        onChange={(event) => setEdge(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
