import { Table } from '@mantine/core';
import type { DrawnCurve } from './drawn-curve.ts';
import { formatSeriesValue, formatStep } from './format.ts';

/** What the charts show, as a table: newest value, best value and where it was reached. */
export function CurveTable({ curves }: { curves: readonly DrawnCurve[] }) {
  const recorded = curves.filter(({ data }) => data.length > 0);
  return (
    <Table aria-label="Curves as a table" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Run</Table.Th>
          <Table.Th>Series</Table.Th>
          <Table.Th>Points</Table.Th>
          <Table.Th>Newest</Table.Th>
          <Table.Th>Best</Table.Th>
          <Table.Th>at step</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {recorded.map(({ key, runNumber, name, label, data }) => {
          const best = bestIndex(name, data.values);
          return (
            <Table.Tr key={key}>
              <Table.Td>{runNumber}</Table.Td>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td>{formatStep(data.length)}</Table.Td>
              <Table.Td>{formatSeriesValue(name, data.values.at(-1)!)}</Table.Td>
              <Table.Td>{formatSeriesValue(name, data.values[best]!)}</Table.Td>
              <Table.Td>{formatStep(data.steps[best]!)}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

/** Losses are best at their smallest, PSNR and SSIM at their largest value. */
function bestIndex(name: string, values: Float32Array): number {
  const sign = name.startsWith('loss/') ? -1 : 1;
  let best = 0;
  for (let i = 1; i < values.length; i++) if (sign * values[i]! > sign * values[best]!) best = i;
  return best;
}
