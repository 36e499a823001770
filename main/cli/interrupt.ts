/**
 * Calls `onFirst` on the first Ctrl-C or polite kill while `work` runs; a second one ends the process
 * at once, as if nothing were listening.
 */
export async function interruptible<Result>(onFirst: () => void, work: () => Promise<Result>): Promise<Result> {
  let interrupted = false;
  const listener = (signal: NodeJS.Signals) => {
    if (interrupted) process.exit(signal === 'SIGINT' ? 130 : 143);
    interrupted = true;
    onFirst();
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  try {
    return await work();
  } finally {
    process.off('SIGINT', listener).off('SIGTERM', listener);
  }
}
