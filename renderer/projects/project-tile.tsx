import { Text } from '@mantine/core';
import { IconAlertTriangle, IconPhotoOff } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { ProjectCard } from '../../main/api/contract.ts';
import { imageUrl } from '../api/client.ts';
import { PathText } from '../files/path-text.tsx';
import { countOf, formatAge, formatPsnr } from '../format.ts';
import { openProject } from '../navigation.ts';
import { ProjectMenu } from './project-menu.tsx';
import { PROJECT_STATES } from './project-states.ts';
import classes from './project-tile.module.css';
import { confirmRemoval } from './remove-project.tsx';
import { salvageProject } from './salvage-project.ts';

const WAY_OUT = {
  missing: 'The file is not where it was. Put it back, or remove it from the list.',
  damaged: 'The file is damaged, and stays as it is. Restore a copy of it, or save what can be read.',
};

/** One project of the browser. */
export function ProjectTile({ card }: { card: ProjectCard }) {
  const { id, name, path, images, state, lastMetric, openedAt } = card;
  const isBroken = state === 'missing' || state === 'damaged';
  return (
    <li className={classes.tile} data-broken={isBroken || undefined}>
      <Thumbnail card={card} />
      <div className={classes.body}>
        <div className={classes.title}>
          {isBroken ? (
            <span className="ellipsis" title={name}>
              {name}
            </span>
          ) : (
            // Its ::after covers the tile, so that all of it opens the project and one control is announced.
            <button type="button" className={`${classes.open} ellipsis`} title={name} onClick={() => openProject(id)}>
              {name}
            </button>
          )}
          <ProjectMenu card={card} />
        </div>
        {isBroken ? (
          <>
            <PathText path={path} />
            <Text size="xs" mt={4}>
              {WAY_OUT[state]}
            </Text>
            {state === 'damaged' ? (
              <button type="button" className={classes.wayOut} onClick={() => void salvageProject(card)}>
                Save what can be read
              </button>
            ) : (
              <button type="button" className={classes.wayOut} onClick={() => confirmRemoval(card, 'keep')}>
                Remove from list
              </button>
            )}
          </>
        ) : (
          <div className={classes.facts}>
            <span>{countOf(images, 'image')}</span>
            {lastMetric !== null && (
              <span title={`Held-out PSNR at step ${lastMetric.step}`}>{formatPsnr(lastMetric.psnr)}</span>
            )}
            <time dateTime={openedAt} title={new Date(openedAt).toLocaleString()} className={classes.age}>
              {formatAge(openedAt)}
            </time>
          </div>
        )}
      </div>
    </li>
  );
}

function Thumbnail({ card }: { card: ProjectCard }) {
  const { label, color } = PROJECT_STATES[card.state];
  const isBroken = card.state === 'missing' || card.state === 'damaged';
  const Placeholder = isBroken ? IconAlertTriangle : IconPhotoOff;
  return (
    <div className={classes.thumbnail}>
      {card.hasThumbnail && !isBroken ? (
        <img src={imageUrl.thumbnail(card.id)} alt="" loading="lazy" decoding="async" />
      ) : (
        <Placeholder size={28} stroke={1.3} aria-hidden />
      )}
      <span className={classes.badge} style={{ '--dot': color } as CSSProperties}>
        {label}
      </span>
    </div>
  );
}
