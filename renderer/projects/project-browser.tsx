import { Alert, Button, Group, Select, Skeleton, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProjectCard } from '../../main/api/contract.ts';
import { newProject, openProjectFile } from '../actions/project-actions.ts';
import { useLibrary } from '../api/queries.ts';
import { countOf } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { useLiveStore } from '../stores/live-store.ts';
import { arrangeCards, CARD_ORDERS, type CardOrder } from './card-order.ts';
import { EmptyLibrary } from './empty-library.tsx';
import classes from './project-browser.module.css';
import { ProjectTile } from './project-tile.tsx';

/** From so many projects on a search field is worth its place. */
const SEARCH_FROM = 5;

/** The recent projects. */
export function ProjectBrowser() {
  const library = useLibrary();
  return (
    <div className={classes.browser}>
      <div className={classes.content}>
        <ListNotice />
        {!library.data && <h1 className="visually-hidden">Projects</h1>}
        {library.isPending && <LoadingTiles />}
        {library.isError && (
          <FailureMessage error={library.error}>
            <Button onClick={() => library.refetch()}>Try again</Button>
          </FailureMessage>
        )}
        {library.data && (library.data.length === 0 ? <EmptyLibrary /> : <Library cards={library.data} />)}
      </div>
    </div>
  );
}

/** The list was damaged or cannot be kept: what that means for what is shown here. */
function ListNotice() {
  const notice = useLiveStore(({ engine }) => engine?.notice ?? null);
  if (notice === null) return null;
  return (
    <Alert
      role="status"
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle size={16} aria-hidden />}
      mb="md"
      style={{ overflowWrap: 'anywhere' }}
    >
      {notice}
    </Alert>
  );
}

function Library({ cards }: { cards: readonly ProjectCard[] }) {
  const [text, setText] = useState('');
  const [order, setOrder] = useState<CardOrder>('opened');
  const shown = arrangeCards(cards, text, order);
  return (
    <>
      <Group gap="xs" className={classes.toolbar!}>
        <Title order={1}>Projects</Title>
        <Text c="dimmed" role="status">
          {text.trim() === '' ? cards.length : `${shown.length} of ${cards.length}`}
        </Text>
        <Group gap="xs" ml="auto">
          {cards.length >= SEARCH_FROM && (
            <TextInput
              aria-label="Search projects"
              placeholder="Search"
              leftSection={<IconSearch size={14} aria-hidden />}
              value={text}
              w={180}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {cards.length > 1 && (
            <Select
              aria-label="Sort projects"
              data={CARD_ORDERS}
              value={order}
              w={140}
              onChange={(value) => setOrder(value as CardOrder)}
            />
          )}
          <Button variant="default" onClick={openProjectFile.perform}>
            Open project file…
          </Button>
          <Button leftSection={<newProject.icon size={15} aria-hidden />} onClick={newProject.perform}>
            New project
          </Button>
        </Group>
      </Group>
      {shown.length === 0 ? (
        <Text c="dimmed" mt="xl" ta="center">
          None of {countOf(cards.length, 'project')} contains “{text.trim()}”.
        </Text>
      ) : (
        <ul className={classes.tiles} aria-label="Recent projects">
          {shown.map((card) => (
            <ProjectTile key={card.id} card={card} />
          ))}
        </ul>
      )}
    </>
  );
}

function LoadingTiles() {
  return (
    <div className={classes.tiles} role="status" aria-label="Loading projects">
      {[0, 1, 2, 3].map((tile) => (
        <Skeleton key={tile} height={232} radius={6} />
      ))}
    </div>
  );
}
