import { Button, Center, Loader } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { useProject } from '../api/queries.ts';
import { useAsking } from '../ask/use-asking.ts';
import { forgetEdits } from '../edits/edit-queue.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { openBrowser } from '../navigation.ts';
import { forgetQuestions } from '../stores/ask-store.ts';
import { resetViewport } from '../stores/viewport-store.ts';
import { forgetView } from '../views/open-view.ts';
import { PanelSplitter } from './panel-splitter.tsx';
import { ProjectPanel } from './project-panel.tsx';
import classes from './workspace.module.css';

// three.js is most of the program's code, and the project browser needs none of it.
const loadViewport = () => import('../viewport/viewport.tsx');
const Viewport = lazy(loadViewport);
// But the next thing done there is to open one of them.
globalThis.requestIdleCallback?.(() => void loadViewport());

/** A project: the 3D view on the left, its panel on the right. */
export function Workspace({ projectId }: { projectId: string }) {
  const project = useProject(projectId);
  if (project.isPending) {
    return (
      <Center flex={1}>
        <Loader aria-label="Opening the project" />
      </Center>
    );
  }
  if (project.isError && project.data === undefined) {
    return (
      <Center flex={1} p="xl">
        <FailureMessage error={project.error}>
          <Button onClick={openBrowser}>All projects</Button>
          <Button variant="default" onClick={() => project.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      </Center>
    );
  }
  return <OpenProject project={project.data} />;
}

function OpenProject({ project }: { project: ProjectDetail }) {
  const frameCount = project.frames.length;
  useAsking(project);
  useEffect(() => {
    resetViewport(frameCount);
    forgetQuestions();
  }, [frameCount]);
  // What was changed and marked in another project is not this one's.
  useEffect(() => {
    forgetEdits();
    forgetView();
  }, []);
  return (
    <div className={classes.workspace}>
      <Suspense fallback={<Center className={classes.pending!}>Loading the 3D view…</Center>}>
        <Viewport project={project} />
      </Suspense>
      <PanelSplitter />
      <ProjectPanel project={project} />
    </div>
  );
}
