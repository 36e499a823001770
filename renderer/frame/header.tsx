import { Button, Menu } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { ACTION_GROUPS } from '../actions/action.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { ActionMenuItem } from '../actions/action-menu-item.tsx';
import { actions } from '../actions/action-table.ts';
import { commandPalette, shortcutHelp, switchTheme } from '../actions/application-actions.ts';
import { useProject } from '../api/queries.ts';
import { openBrowser, useRoute } from '../navigation.ts';
import classes from './header.module.css';
import { Logo } from './logo.tsx';

/** Menus on the left, the project's name, and the application's buttons on the right. */
export function Header() {
  const route = useRoute();
  const groups = ACTION_GROUPS.filter(
    (group) => route.screen === 'project' || group === 'Project' || group === 'Application',
  );
  return (
    <header className={classes.header}>
      <Logo />
      <nav aria-label="Menus" className={classes.menus}>
        {groups.map((group) => (
          <Menu key={group} position="bottom-start" offset={4} width={280}>
            <Menu.Target>
              <Button variant="subtle" color="gray" size="compact-sm" className={classes.menu!}>
                {group}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <ActionMenuItem key={action.id} action={action} />
                ))}
            </Menu.Dropdown>
          </Menu>
        ))}
      </nav>
      {route.screen === 'project' && <Breadcrumb projectId={route.projectId} />}
      <div className={classes.buttons}>
        <ActionButton action={commandPalette} />
        <ActionButton action={shortcutHelp} />
        <ActionButton action={switchTheme} />
      </div>
    </header>
  );
}

function Breadcrumb({ projectId }: { projectId: string }) {
  const name = useProject(projectId).data?.card.name;
  return (
    <div className={classes.breadcrumb}>
      <Button variant="subtle" color="gray" size="compact-sm" className={classes.menu!} onClick={openBrowser}>
        Projects
      </Button>
      <IconChevronRight size={14} aria-hidden />
      <h1 className={`${classes.name} ellipsis`} title={name}>
        {name ?? '…'}
      </h1>
    </div>
  );
}
