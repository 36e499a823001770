import { Table } from '@mantine/core';
import type { SensitivityResponse } from '../../main/api/contract.ts';
import classes from './sensitivity.module.css';
import { describeChange, formatMeasure } from './sensitivity-view.ts';

/** All the figures of the chart, and those it does not draw. */
export function SensitivityTable({ response: { answer, changes } }: { response: SensitivityResponse }) {
  return (
    <details className={classes.figures}>
      <summary>All figures</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label="Figures of the sensitivity">
        <Table verticalSpacing={3} horizontalSpacing={6} fz={12} className={classes.table!}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Canonical phrases</Table.Th>
              <Table.Th>Peak</Table.Th>
              <Table.Th>Rises</Table.Th>
              <Table.Th>Moves</Table.Th>
              <Table.Th>Map</Table.Th>
              <Table.Th>Rank corr.</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">All of them</Table.Th>
              <Table.Td>{answer.peak.relevancy.toFixed(3)}</Table.Td>
              <Table.Td />
              <Table.Td />
              <Table.Td />
              <Table.Td />
            </Table.Tr>
            {changes.map((change) => (
              <Table.Tr key={describeChange(change)}>
                <Table.Th scope="row">{describeChange(change)}</Table.Th>
                <Table.Td>{change.peak.relevancy.toFixed(3)}</Table.Td>
                <Table.Td>{formatMeasure(change.rise, 'rise')}</Table.Td>
                <Table.Td>{formatMeasure(change.moved, 'moved')}</Table.Td>
                <Table.Td>{formatMeasure(change.difference, 'difference')}</Table.Td>
                <Table.Td>{change.rankCorrelation.toFixed(3)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </details>
  );
}
