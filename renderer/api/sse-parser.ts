/**
 * An incremental parser of server-sent events (HTML standard §9.2.6), for streams read with `fetch`:
 * unlike `EventSource` that shows the response's status, and works on every custom scheme.
 */

export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Returns a function that takes the next piece of text and returns the events completed by it. */
export function createSseParser(): (chunk: string) => ServerSentEvent[] {
  let buffer = '';
  let event = 'message';
  let data: string[] = [];

  return (chunk) => {
    buffer += chunk;
    const completed: ServerSentEvent[] = [];
    const lines = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) completed.push({ event, data: data.join('\n') });
        event = 'message';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
    return completed;
  };
}
