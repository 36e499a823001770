import { Group, Select } from '@mantine/core';
import type { ExportWorld } from '../../main/api/contract.ts';
import type { Chip } from '../stores/question-store.ts';
import { changeExport, useExportStore } from './export-store.ts';

const WORLDS: readonly { value: ExportWorld; label: string }[] = [
  { value: 'capture', label: 'The capture’s own' },
  { value: 'normalised', label: 'Normalised' },
];

const ABOUT: Record<ExportWorld, string> = {
  capture: 'Fits to the cameras and models that the capture came with.',
  normalised: 'As the field was trained: z up, cameras within −1 to 1.',
};

const SCENE = 'scene';

/** Whose coordinates points have, and what splats are coloured by. */
export function WhereAndColour({ chips }: { chips: readonly Chip[] }) {
  const { format, world, colouredBy } = useExportStore();
  const colours = [
    { value: SCENE, label: 'The scene’s' },
    ...chips.map(({ id, text }) => ({ value: id, label: `Relevancy to “${text}”` })),
  ];
  return (
    <Group grow align="flex-start">
      <Select
        label="Coordinates"
        data={WORLDS}
        value={world}
        allowDeselect={false}
        description={ABOUT[world]}
        inputWrapperOrder={['label', 'input', 'description']}
        onChange={(value) => changeExport({ world: value as ExportWorld })}
      />
      {format === 'spz' && (
        <Select
          label="Colours"
          data={colours}
          value={chips.some(({ id }) => id === colouredBy) ? colouredBy : SCENE}
          allowDeselect={false}
          description="Splats hold one colour each: the scene’s, or what the 3D view shows."
          inputWrapperOrder={['label', 'input', 'description']}
          onChange={(value) => changeExport({ colouredBy: value === SCENE ? null : value })}
        />
      )}
    </Group>
  );
}
