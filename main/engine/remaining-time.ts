/** Nothing can be told from less than this. */
const LEAST_MS = 1000;

/** How long something takes that reports how far it is, by its speed since the first report. */
export class RemainingTime {
  #since: { done: number; at: number } | null = null;
  #last = 0;

  /** Seconds left after `done` of `total`; null until there is something to go by. `now` is in milliseconds. */
  estimate(done: number, total: number | null, now = performance.now()): number | null {
    if (total === null) return null;
    // What was there before this attempt, as of a download that goes on, took no time of it.
    if (this.#since === null || done < this.#last) this.#since = { done, at: now };
    this.#last = done;
    const elapsedMs = now - this.#since.at;
    const gained = done - this.#since.done;
    return elapsedMs < LEAST_MS || gained === 0 ? null : ((total - done) * elapsedMs) / gained / 1000;
  }
}
