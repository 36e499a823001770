import { Tabs } from '@mantine/core';
import { IconBookmark, IconMessageQuestion, IconPhoto, IconTimeline } from '@tabler/icons-react';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { AskPanel } from '../ask/ask-panel.tsx';
import { CapturePanel } from '../capture/capture-panel.tsx';
import { type PanelTab, showTab, usePanelStore } from '../stores/panel-store.ts';
import { TrainingPanel } from '../training/training-panel.tsx';
import { ViewsPanel } from '../views/views-panel.tsx';
import classes from './project-panel.module.css';

/** The right-hand panel: training, asking, saved views, and what the project was made from. */
export function ProjectPanel({ project }: { project: ProjectDetail }) {
  const tab = usePanelStore((panel) => panel.tab);
  const width = usePanelStore((panel) => panel.widthPixels);
  return (
    <aside className={classes.panel} style={{ width }} aria-label="Project">
      <Tabs value={tab} onChange={(value) => showTab(value as PanelTab)} keepMounted={false} className={classes.tabs!}>
        <Tabs.List className={classes.list!}>
          <Tabs.Tab className={classes.tab!} value="training" leftSection={<IconTimeline size={15} aria-hidden />}>
            Training
          </Tabs.Tab>
          <Tabs.Tab className={classes.tab!} value="ask" leftSection={<IconMessageQuestion size={15} aria-hidden />}>
            Ask
          </Tabs.Tab>
          <Tabs.Tab className={classes.tab!} value="views" leftSection={<IconBookmark size={15} aria-hidden />}>
            Views
          </Tabs.Tab>
          <Tabs.Tab className={classes.tab!} value="capture" leftSection={<IconPhoto size={15} aria-hidden />}>
            Capture
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="training" className={classes.content!}>
          <TrainingPanel project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="ask" className={classes.content!}>
          <AskPanel project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="views" className={classes.content!}>
          <ViewsPanel project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="capture" className={classes.content!}>
          <CapturePanel project={project} />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
}
