import { Group, NumberInput, Select } from '@mantine/core';
import { IMAGE_SIZES, type ImageSize, sizeName, sizeOfName } from './image-size.ts';

interface SizeFieldsProps {
  readonly size: ImageSize;
  readonly smallest: number;
  readonly largest: number;
  readonly onChange: (size: ImageSize) => void;
}

/** A size from a list, or any other within the limits. */
export function SizeFields({ size, smallest, largest, onChange }: SizeFieldsProps) {
  const known = sizeOfName(sizeName(size));
  const side = (label: string, value: number, change: (value: number) => ImageSize) => (
    <NumberInput
      label={label}
      w={92}
      min={smallest}
      max={largest}
      allowDecimal={false}
      clampBehavior="blur"
      suffix=" px"
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(change(next))}
    />
  );
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Select
        label="Size"
        flex={1}
        placeholder="Another size"
        data={IMAGE_SIZES.map(sizeName)}
        value={known === null ? null : sizeName(known)}
        onChange={(name) => {
          const chosen = name === null ? null : sizeOfName(name);
          if (chosen !== null) onChange(chosen);
        }}
      />
      {side('Width', size.width, (width) => ({ ...size, width }))}
      {side('Height', size.height, (height) => ({ ...size, height }))}
    </Group>
  );
}

/** Whether a size that is being typed can be used yet. */
export const isUsable = ({ width, height }: ImageSize, smallest: number, largest: number): boolean =>
  [width, height].every((side) => Number.isInteger(side) && side >= smallest && side <= largest);
