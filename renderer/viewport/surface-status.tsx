import { Button, Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { FailureMessage } from '../frame/failure-message.tsx';
import classes from './surface-status.module.css';

/** While the points of a language index are on their way, and where they cannot be had. */
export function SurfaceStatus({
  query,
}: {
  query: Pick<UseQueryResult, 'isLoading' | 'isError' | 'error' | 'refetch'>;
}) {
  if (query.isLoading) {
    return (
      <p className={classes.status} role="status">
        <Loader size={14} aria-hidden />
        Loading the surface that questions are answered on
      </p>
    );
  }
  if (!query.isError) return null;
  return (
    <div className={classes.status}>
      <FailureMessage error={query.error}>
        <Button size="xs" variant="default" onClick={() => void query.refetch()}>
          Try again
        </Button>
      </FailureMessage>
    </div>
  );
}
