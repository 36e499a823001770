import { Button, Group, Loader, Select, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { useAnnotatedViews } from '../api/queries.ts';
import { countOf } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { notifyFailure } from '../frame/notify.ts';
import { type ListedView, removeViews } from './change-views.ts';
import { exportViews } from './export-views.tsx';
import classes from './gallery.module.css';
import { openView, useOpenView } from './open-view.ts';
import { useGrowingList } from './use-growing-list.ts';
import { viewsMatching } from './view-content.ts';
import { ViewTile } from './view-tile.tsx';

/** From this many on there is a search. */
const MANY = 7;

const ORDERS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'name', label: 'By name' },
] as const;
type Order = (typeof ORDERS)[number]['value'];

/** `views` come in the order they were made. */
function sorted(views: readonly ListedView[], order: Order): readonly ListedView[] {
  if (order === 'oldest') return views;
  if (order === 'newest') return views.toReversed();
  return views.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** The project's saved views. */
export function Gallery({ project }: { project: ProjectDetail }) {
  const { id } = project.card;
  const query = useAnnotatedViews(id);
  const count = query.data?.length;
  return (
    <FoldingSection fold="views" title="Saved views" {...(count !== undefined && { summary: String(count) })}>
      {query.isPending && <Loader aria-label="Reading the views" />}
      {query.error && (
        <FailureMessage error={query.error}>
          <Button variant="default" onClick={() => query.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      )}
      {count === 0 && (
        <Text size="xs" c="dimmed">
          None yet. Ask something, look at it from where it is seen best, and save that with Ctrl+S: it can be opened
          exactly as it was, and exported as an image or a report.
        </Text>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Views projectId={id} projectName={project.card.name} readOnly={project.readOnly} views={query.data} />
      )}
    </FoldingSection>
  );
}

interface ViewsProps {
  readonly projectId: string;
  readonly projectName: string;
  readonly readOnly: boolean;
  readonly views: readonly ListedView[];
}

function Views({ projectId, projectName, readOnly, views }: ViewsProps) {
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<Order>('newest');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const openId = useOpenView(({ open }) => open?.id);
  const looked = useDeferredValue(search);
  const { count, end } = useGrowingList(`${order} ${looked}`);
  const found = useMemo(() => viewsMatching(sorted(views, order), looked), [views, order, looked]);
  const chosen = found.filter(({ id }) => selected.has(id));

  const open = useCallback(
    (view: ListedView) => {
      api.annotatedView(projectId, view.id).then((whole) => openView(projectId, whole), notifyFailure);
    },
    [projectId],
  );
  const select = useCallback((viewId: string, isSelected: boolean) => {
    setSelected((before) => {
      const next = new Set(before);
      if (isSelected) next.add(viewId);
      else next.delete(viewId);
      return next;
    });
  }, []);
  const exportOne = useCallback((view: ListedView) => exportViews(projectId, [view], view.name), [projectId]);

  return (
    <>
      {views.length >= MANY && (
        <Group gap={6} wrap="nowrap">
          <TextInput
            className={classes.search!}
            aria-label="Search views"
            placeholder="Search views"
            leftSection={<IconSearch size={15} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || search === '') return;
              event.stopPropagation();
              setSearch('');
            }}
          />
          <Select
            w={128}
            aria-label="Order of views"
            data={[...ORDERS]}
            value={order}
            onChange={(value) => value !== null && setOrder(value as Order)}
          />
        </Group>
      )}
      {chosen.length > 0 && (
        <Group gap={6} role="toolbar" aria-label="Selected views">
          <Text size="xs" className={classes.chosen!}>
            {countOf(chosen.length, 'view')} selected
          </Text>
          <Button variant="default" size="compact-xs" onClick={() => setSelected(new Set(found.map(({ id }) => id)))}>
            All
          </Button>
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => exportViews(projectId, chosen, `${projectName} views`)}
          >
            Export…
          </Button>
          <Button
            variant="default"
            size="compact-xs"
            disabled={readOnly}
            onClick={() => {
              setSelected(new Set());
              void removeViews(projectId, chosen);
            }}
          >
            Delete
          </Button>
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setSelected(new Set())}>
            None
          </Button>
        </Group>
      )}
      {found.length === 0 && (
        <Text size="xs" c="dimmed" role="status">
          No view has “{looked.trim()}” in its name or its questions.
        </Text>
      )}
      <ul className={classes.grid} aria-label="Saved views" data-selecting={chosen.length > 0 || undefined}>
        {found.slice(0, count).map((view) => (
          <ViewTile
            key={view.id}
            projectId={projectId}
            view={view}
            readOnly={readOnly}
            isOpen={view.id === openId}
            isSelected={selected.has(view.id)}
            onOpen={open}
            onSelect={select}
            onExport={exportOne}
          />
        ))}
      </ul>
      {/* Another one for each count: one that stays in sight would not be noticed again. */}
      {count < found.length && <div key={count} ref={end} className={classes.end} />}
    </>
  );
}
