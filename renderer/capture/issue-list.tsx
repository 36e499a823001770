import { ScrollArea, Stack, Text, Title } from '@mantine/core';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { countOf } from '../format.ts';
import classes from './issue-list.module.css';

interface IssueListProps {
  readonly skipped: ProjectDetail['capture']['skipped'];
  readonly warnings: readonly string[];
  readonly maxHeight?: number;
}

/** The files an import left out, each with its reason, and what it warned of. */
export function IssueList({ skipped, warnings, maxHeight }: IssueListProps) {
  return (
    <>
      {warnings.length > 0 && (
        <Stack component="section" gap={4} aria-label="Warnings">
          <Title order={2} size="h3">
            {countOf(warnings.length, 'warning')}
          </Title>
          <ul className={classes.list}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Stack>
      )}
      {skipped.length > 0 && (
        <Stack component="section" gap={4} aria-label="Skipped files">
          <Title order={2} size="h3">
            {countOf(skipped.length, 'file')} skipped
          </Title>
          <ScrollArea.Autosize {...(maxHeight !== undefined && { mah: maxHeight })} viewportProps={{ tabIndex: 0 }}>
            <ul className={classes.list}>
              {skipped.map(({ file, reason }) => (
                <li key={file}>
                  <span className={classes.file}>{file}</span>{' '}
                  <Text span c="dimmed">
                    {reason}
                  </Text>
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        </Stack>
      )}
    </>
  );
}
