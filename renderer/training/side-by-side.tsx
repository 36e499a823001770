import classes from './preview-section.module.css';
import type { ImagePair } from './preview-section.tsx';
import { SteadyImage } from './steady-image.tsx';

export function SideBySide({ render, photograph, aspectRatio, name }: ImagePair) {
  return (
    <div className={classes.pair}>
      <figure>
        <div className={classes.frame} style={{ aspectRatio }}>
          <SteadyImage className={classes.image} src={render} alt={`Render of the view ${name}`} />
        </div>
        <figcaption>Render</figcaption>
      </figure>
      <figure>
        <div className={classes.frame} style={{ aspectRatio }}>
          <SteadyImage className={classes.image} src={photograph} alt={`Photograph ${name}`} />
        </div>
        <figcaption>Photograph</figcaption>
      </figure>
    </div>
  );
}
