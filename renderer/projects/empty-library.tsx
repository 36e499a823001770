import { Button, Code, Group, Text, Title } from '@mantine/core';
import { newProject, openDemo, openProjectFile } from '../actions/project-actions.ts';
import { JobProgress } from '../frame/job-progress.tsx';
import { useLiveJob } from '../stores/live-store.ts';
import classes from './empty-library.module.css';

/** What a new user sees: the demo, and the two steps to a first scene of one's own. */
export function EmptyLibrary() {
  const demoJob = useLiveJob('demo');
  return (
    <section className={classes.empty} aria-label="Getting started">
      <Title order={1}>No projects yet</Title>
      <div className={classes.demo}>
        <Text fw={600}>See what it does</Text>
        <Text c="dimmed">
          The demo is a table of everyday things, with a small encoder that knows their names. Train it in a few minutes
          and ask where the cup is; nothing is downloaded.
        </Text>
        {demoJob ? (
          <JobProgress job={demoJob} />
        ) : (
          <Button leftSection={<openDemo.icon size={15} aria-hidden />} onClick={openDemo.perform}>
            {openDemo.label}
          </Button>
        )}
      </div>
      <Title order={2}>Or bring your own photographs</Title>
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
        <Button variant="default" leftSection={<newProject.icon size={15} aria-hidden />} onClick={newProject.perform}>
          New project
        </Button>
        <Button variant="default" onClick={openProjectFile.perform}>
          Open project file…
        </Button>
      </Group>
    </section>
  );
}
