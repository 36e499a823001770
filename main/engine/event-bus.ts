import type { EngineEvent } from '../api/contract.ts';
import { isLive } from './job-queue.ts';

/** Ends of jobs that are kept for a page that listens later. */
const MAX_UNHEARD = 20;

export type EventListener = (event: EngineEvent) => void;

/** Hands every event to every listener, in the order in which they were emitted. */
export class EventBus {
  readonly #listeners = new Set<EventListener>();
  /** Those of the listeners that are pages; others are parts of the engine. */
  readonly #pages = new Set<EventListener>();
  #unheard: EngineEvent[] = [];
  readonly #onListenerError: (error: unknown) => void;

  /** `onListenerError` is told of a listener that throws; the other listeners still hear the event. */
  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: EventListener, { isPage = false } = {}): () => void {
    this.#listeners.add(listener);
    if (isPage) this.#pages.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#pages.delete(listener);
    };
  }

  /**
   * How jobs ended while no page listened, told once: a page that is still loading, or loads again, would wait for
   * a job for ever that ended in between.
   */
  takeUnheard(): EngineEvent[] {
    const unheard = this.#unheard;
    this.#unheard = [];
    return unheard;
  }

  emit(event: EngineEvent): void {
    if (this.#pages.size === 0 && event.type === 'job' && !isLive(event.job)) {
      this.#unheard = [...this.#unheard, event].slice(-MAX_UNHEARD);
    }
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}
