import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Wrong tokens allowed per minute; a right one is not counted. */
const FAILURES_ALLOWED = 10;
const FAILURE_WINDOW_MS = 60_000;

/**
 * Who may use the web shell: whoever knows the token that was printed on its start. The token buys a
 * session, which lives in a cookie that scripts cannot read and other sites cannot send.
 */
export class Access {
  readonly token = randomBytes(32).toString('base64url');
  readonly #sessions = new Set<string>();
  readonly #failures: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A new session for the right token, 'refused' for a wrong one, 'limited' after too many of those. */
  exchange(token: string): { session: string } | 'refused' | 'limited' {
    const now = this.#now();
    while (this.#failures.length > 0 && this.#failures[0]! <= now - FAILURE_WINDOW_MS) this.#failures.shift();
    if (this.#failures.length >= FAILURES_ALLOWED) return 'limited';
    if (!sameText(token, this.token)) {
      this.#failures.push(now);
      return 'refused';
    }
    const session = randomBytes(32).toString('base64url');
    this.#sessions.add(digest(session));
    return { session };
  }

  /** Looks the session up by its digest, so that the time taken says nothing about the stored ones. */
  isSession(session: string | undefined): boolean {
    return session !== undefined && this.#sessions.has(digest(session));
  }
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
