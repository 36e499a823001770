import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconDownload, IconExternalLink, IconPencil, IconTrash } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { imageUrl } from '../api/client.ts';
import { formatAge } from '../format.ts';
import { duplicateView, type ListedView, removeViews, renameView } from './change-views.ts';
import { askForViewName } from './save-view.tsx';
import classes from './view-tile.module.css';

const iconProps = { size: 15, stroke: 1.6, 'aria-hidden': true } as const;

interface ViewTileProps {
  readonly projectId: string;
  readonly view: ListedView;
  readonly readOnly: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly onOpen: (view: ListedView) => void;
  readonly onSelect: (viewId: string, isSelected: boolean) => void;
  readonly onExport: (view: ListedView) => void;
}

/** A saved view in the gallery. There may be a thousand: each is drawn again only if it has changed. */
export const ViewTile = memo((props: ViewTileProps) => {
  const { projectId, view, isOpen, isSelected, onOpen, onSelect } = props;
  const { id, name, asked, changedAt } = view;
  const questions = asked.length === 0 ? 'Nothing asked' : asked.join(', ');
  return (
    <li className={classes.tile} data-open={isOpen || undefined}>
      <img
        className={classes.thumbnail}
        src={imageUrl.annotatedView(projectId, id, changedAt)}
        alt=""
        loading="lazy"
        decoding="async"
      />
      <Checkbox
        className={classes.selection!}
        size="xs"
        aria-label={`Select “${name}”`}
        checked={isSelected}
        onChange={(event) => onSelect(id, event.currentTarget.checked)}
      />
      <div className={classes.body}>
        <div className={classes.title}>
          {/* Its ::after covers the tile, so that all of it opens the view and one control is announced. */}
          <button
            type="button"
            className={`${classes.open} ellipsis`}
            aria-pressed={isOpen}
            title={name}
            onClick={() => onOpen(view)}
          >
            {name}
          </button>
          <TileMenu {...props} />
        </div>
        <div className={`${classes.fact} ellipsis`} title={questions}>
          {questions}
        </div>
        <time className={classes.fact} dateTime={changedAt} title={new Date(changedAt).toLocaleString()}>
          {formatAge(changedAt)}
        </time>
      </div>
    </li>
  );
});

/** The menu itself is made when it is opened first. */
function TileMenu(props: ViewTileProps) {
  const [wasOpened, setOpened] = useState(false);
  const label = `More for “${props.view.name}”`;
  if (!wasOpened) {
    return (
      <button
        type="button"
        className={classes.more}
        aria-label={label}
        aria-haspopup="menu"
        onClick={() => setOpened(true)}
      >
        <IconDots size={16} aria-hidden />
      </button>
    );
  }
  return <OpenedMenu {...props} label={label} />;
}

function OpenedMenu({ projectId, view, readOnly, label, onOpen, onExport }: ViewTileProps & { label: string }) {
  const rename = () =>
    askForViewName({
      title: 'Rename view',
      name: view.name,
      submitLabel: 'Rename',
      onSubmit: (name) => void renameView(projectId, view.id, name),
    });
  return (
    <Menu defaultOpened position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size={22} aria-label={label} className={classes.more!}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconExternalLink {...iconProps} />} onClick={() => onOpen(view)}>
          Open
        </Menu.Item>
        <Menu.Item disabled={readOnly} leftSection={<IconPencil {...iconProps} />} onClick={rename}>
          Rename…
        </Menu.Item>
        <Menu.Item
          disabled={readOnly}
          leftSection={<IconCopy {...iconProps} />}
          onClick={() => void duplicateView(projectId, view)}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload {...iconProps} />} onClick={() => onExport(view)}>
          Export…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          disabled={readOnly}
          c="var(--mantine-color-error)"
          leftSection={<IconTrash {...iconProps} />}
          onClick={() => void removeViews(projectId, [view])}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
