import { Radio, Text } from '@mantine/core';
import { focusOnMount } from '../frame/focus-on-mount.ts';
import classes from './exchange.module.css';
import { changeExport, type DialogFormat, useExportStore } from './export-store.ts';

const FORMATS: readonly { format: DialogFormat; label: string; ending: string; about: string }[] = [
  { format: 'ply', label: 'Points', ending: 'PLY', about: 'For Blender, MeshLab and others.' },
  { format: 'spz', label: 'Splats', ending: 'SPZ', about: 'For splat viewers such as SuperSplat.' },
  { format: 'json', label: 'Objects and boxes', ending: 'JSON', about: 'For programs of your own.' },
  { format: 'html', label: 'Report', ending: 'HTML', about: 'Annotated views in one page.' },
  {
    format: 'zip',
    label: 'The project',
    ending: 'ZIP',
    about: 'Photographs, what was trained, views and notes: all of it, to send or to keep.',
  },
];

/** What can be exported; arrow keys go from one to the next. */
export function FormatCards() {
  const chosen = useExportStore((state) => state.format);
  return (
    <Radio.Group
      aria-label="What to export"
      value={chosen}
      onChange={(format) => changeExport({ format: format as DialogFormat })}
    >
      <div className={classes.formats}>
        {FORMATS.map(({ format, label, ending, about }) => (
          <Radio.Card
            key={format}
            value={format}
            className={classes.format}
            ref={format === chosen ? focusOnMount : undefined}
          >
            <Radio.Indicator size="xs" />
            <span className={classes.about}>
              <span className={classes.label}>
                {label}{' '}
                <Text span c="dimmed" size="xs">
                  {ending}
                </Text>
              </span>
              <Text span c="dimmed" size="xs">
                {about}
              </Text>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
