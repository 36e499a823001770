import { ActionIcon, Group, Slider, Switch, Tooltip } from '@mantine/core';
import {
  IconArrowBarToRight,
  IconChartLine,
  IconTable,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
  type TablerIcon,
} from '@tabler/icons-react';
import { useCurveView } from './curve-view-store.ts';
import classes from './curves-section.module.css';
import { everything, follow, visibleSteps, zoomBy } from './step-window.ts';

/** How the curves are drawn: smoothing, scale, zoom, following the end, and the table instead of them. */
export function CurveToolbar({ lastStep }: { lastStep: number }) {
  const window = useCurveView((view) => view.window);
  const logarithmic = useCurveView((view) => view.logarithmic);
  const smoothing = useCurveView((view) => view.smoothing);
  const asTable = useCurveView((view) => view.asTable);
  const [from, to] = visibleSteps(window, lastStep);
  const zoom = (factor: number) => useCurveView.setState({ window: zoomBy(window, factor, (from + to) / 2, lastStep) });
  const following = window.kind === 'following';

  return (
    <div className={classes.toolbar}>
      <div className={classes.smoothing}>
        <span>Smoothing</span>
        <Slider
          className={classes.slider!}
          thumbLabel="Smoothing of the curves"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          label={(weight) => weight.toFixed(2)}
          onChange={(value) => useCurveView.setState({ smoothing: value })}
        />
      </div>
      <Switch
        label="Log"
        aria-label="Log scale of the losses"
        checked={logarithmic}
        onChange={(event) => useCurveView.setState({ logarithmic: event.currentTarget.checked })}
      />
      <Group gap={2} className={classes.zoom!} role="group" aria-label="Zoom">
        <IconButton label="Zoom in" icon={IconZoomIn} onClick={() => zoom(0.5)} />
        <IconButton
          label="Zoom out"
          icon={IconZoomOut}
          disabled={window.kind === 'everything'}
          onClick={() => zoom(2)}
        />
        <IconButton
          label="Show the whole run"
          icon={IconZoomReset}
          disabled={window.kind === 'everything'}
          onClick={() => useCurveView.setState({ window: everything })}
        />
        <IconButton
          label="Follow the newest steps"
          icon={IconArrowBarToRight}
          pressed={following}
          onClick={() => useCurveView.setState({ window: following ? everything : follow(window, lastStep) })}
        />
        <IconButton
          label={asTable ? 'Show charts' : 'Show as a table'}
          icon={asTable ? IconChartLine : IconTable}
          onClick={() => useCurveView.setState({ asTable: !asTable })}
        />
      </Group>
    </div>
  );
}

interface IconButtonProps {
  label: string;
  icon: TablerIcon;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}

function IconButton({ label, icon: Icon, onClick, disabled = false, pressed }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        aria-pressed={pressed}
        variant={pressed === true ? 'light' : 'subtle'}
        color={pressed === true ? 'teal' : 'gray'}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
