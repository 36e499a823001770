import { Button, Code, Group, Text, Title } from '@mantine/core';
import { newProject, openProjectFile } from '../actions/project-actions.ts';
import classes from './empty-library.module.css';

/** What a new user sees: the two steps to a first scene. */
export function EmptyLibrary() {
  return (
    <section className={classes.empty} aria-label="Getting started">
      <Title order={1}>No projects yet</Title>
      <ol className={classes.steps}>
        <li>
          <Text fw={600}>Import a capture</Text>
          <Text c="dimmed">
            A folder of photographs with their camera poses: a <Code>transforms.json</Code> from nerfstudio or
            instant-ngp, a Blender scene, or a COLMAP model. It is copied into one project file; the folder stays as it
            is.
          </Text>
        </li>
        <li>
          <Text fw={600}>Train it</Text>
          <Text c="dimmed">
            Press Start in the project. The first recognisable views of the scene appear within a minute or two, and you
            can stop, pause and go on at any time.
          </Text>
        </li>
      </ol>
      <Group gap="xs">
        <Button leftSection={<newProject.icon size={15} aria-hidden />} onClick={newProject.perform}>
          New project
        </Button>
        <Button variant="default" onClick={openProjectFile.perform}>
          Open project file…
        </Button>
      </Group>
    </section>
  );
}
