import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseParser } from './sse-parser.ts';

test('events end at an empty line; comments, ids and unfinished events give nothing', () => {
  const parse = createSseParser();
  expect(parse(': keep-alive\n\nid: 4\nevent: job\ndata: {"a":1}\n\ndata: unfin')).toEqual([
    { event: 'job', data: '{"a":1}' },
  ]);
  expect(parse('ished\n\n')).toEqual([{ event: 'message', data: 'unfinished' }]);
});

test('data over several lines is joined, one leading space is taken off, every line ending counts', () => {
  const parse = createSseParser();
  expect(parse('data: a\r\ndata:  b\rdata\n\n')).toEqual([{ event: 'message', data: 'a\n b\n' }]);
});

test('how the text is cut into chunks makes no difference', () => {
  const text = 'event: hello\r\ndata: {"x":1}\r\n\r\nevent: job\ndata: ä\n\n: comment\n\ndata: last\r\n\r\n';
  const whole = createSseParser()(text);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const parse = createSseParser();
      const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
      const events = edges.slice(1).flatMap((end, i) => parse(text.slice(edges[i], end)));
      expect(events).toEqual(whole);
    }),
  );
});
