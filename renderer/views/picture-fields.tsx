import { Group, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import type { RelevancyDisplay } from '../../main/api/contract.ts';
import { LARGEST_SCALE, type Output, type Picture, showsRelevancy } from './picture.ts';

const OUTPUTS: { value: Output; label: string }[] = [
  { value: 'rgb', label: 'Colour' },
  { value: 'depth', label: 'Depth' },
  { value: 'relevancy', label: 'Relevancy' },
  { value: 'composite', label: 'Composite' },
];

const COLOUR_MAPS: { value: RelevancyDisplay['colourMap']; label: string }[] = [
  { value: 'turbo', label: 'Turbo' },
  { value: 'viridis', label: 'Viridis' },
];

const RANGES: { value: RelevancyDisplay['range']; label: string }[] = [
  { value: 'raw', label: 'Raw, 0 to 1' },
  { value: 'centred', label: 'Centred, from 0.5' },
  { value: 'normalised', label: 'Normalised' },
];

interface PictureFieldsProps {
  readonly picture: Picture;
  readonly hasLanguage: boolean;
  readonly onChange: (picture: Picture) => void;
}

/** What a picture of the field shows. */
export function PictureFields({ picture, hasLanguage, onChange }: PictureFieldsProps) {
  const { output, query, scale, display } = picture;
  const change = (part: Partial<Picture>) => onChange({ ...picture, ...part });
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="What the picture shows"
        data={OUTPUTS.map((choice) => ({
          ...choice,
          disabled: !hasLanguage && (choice.value === 'relevancy' || choice.value === 'composite'),
        }))}
        value={output}
        onChange={(value) => change({ output: value as Output })}
      />
      {showsRelevancy(picture) && (
        <>
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              label="Relevancy to"
              flex={1}
              maxLength={200}
              value={query}
              onChange={(event) => change({ query: event.currentTarget.value })}
            />
            <NumberInput
              label="Scale"
              w={96}
              min={0}
              max={LARGEST_SCALE}
              step={0.05}
              decimalScale={3}
              placeholder="Automatic"
              value={scale ?? ''}
              onChange={(value) => change({ scale: typeof value === 'number' ? value : null })}
            />
          </Group>
          <Group gap="xs" wrap="nowrap" grow>
            <Select
              label="Colours"
              data={COLOUR_MAPS}
              value={display.colourMap}
              onChange={(value) =>
                value && change({ display: { ...display, colourMap: value as RelevancyDisplay['colourMap'] } })
              }
            />
            <Select
              label="Range"
              data={RANGES}
              value={display.range}
              onChange={(value) =>
                value && change({ display: { ...display, range: value as RelevancyDisplay['range'] } })
              }
            />
          </Group>
        </>
      )}
    </>
  );
}
