import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Known, redactLogLine, redactor } from './redact.ts';

const known: Known[] = [
  ['/opt/studio', '<app>'],
  ['/home/anna', '<home>'],
  ['anna', '<user>'],
  ['annas-laptop', '<host>'],
  ['Grandmother’s flat', '<project 1>'],
  [String.raw`C:\Users\Anna`, '<home>'],
];
const redact = redactor(known);

test.each([
  ['a user by name', 'granted to anna@annas-laptop', 'granted to <user>@<host>'],
  ['not a part of a word', 'the channel of savannah', 'the channel of savannah'],
  ['a name in other letters', 'ANNA and Anna', '<user> and <user>'],
  ['a project by name', 'opening Grandmother’s flat took 3 s', 'opening <project 1> took 3 s'],
  [
    'a path, and what follows it',
    "ENOENT: no such file or directory, open '/home/anna/Anna's photos/a b.jpg'",
    "ENOENT: no such file or directory, open '<path>",
  ],
  ['a path elsewhere', 'cannot read /media/My Disk/flat/IMG 1.png today', 'cannot read <path>'],
  ['a path of Windows', String.raw`cannot read D:\My Photos\flat.jpg`, 'cannot read <path>'],
  ['a home of Windows', String.raw`cannot read C:\Users\Anna\flat.jpg`, 'cannot read <path>'],
  ['a share', String.raw`cannot read \\nas\photos\flat.jpg`, 'cannot read <path>'],
  ['an address of a file', 'at file:///home/anna/x%20y.ts:3:4', 'at <path>'],
  ['a photograph', 'Cannot decode: holiday with Tom.JPG', 'Cannot decode:<file>'],
  ['words of a question', 'no vector for “the red wallet”', 'no vector for “<text>”'],
  [
    'words that JSON.parse quotes',
    `Unexpected token 'w', "wallet of Tom" is not valid JSON`,
    `Unexpected token '<text>', "<text>" is not valid JSON`,
  ],
  ['a token in an address', 'GET http://127.0.0.1:81/#token=abc-DEF_1', 'GET http:<path>'],
  ['a token in a header', 'x-lerf-secret: k3yk3y', 'x-lerf-secret: <token>'],
  ['a token alone', `given Zm9vYmFyMDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A again`, 'given <token> again'],
  ['a model hub’s token', 'hf_abcdefghijkl', '<token>'],
])('%s', (_name, text, redacted) => {
  expect(redact(text)).toBe(redacted);
});

test.each([
  '    at Runs.get (file:///opt/studio/dist/main/store/runs.js:12:34)',
  '    at /opt/studio/main/store/runs.ts:12:34',
  '    at node:internal/process/task_queues:104:5',
  'GET /api/projects failed after 1/2 s with code 500',
  "Cannot read properties of undefined (reading 'step')",
])('what a mistake is found by stays: %s', (line) => {
  expect(redact(line)).toBe(line.replace('/opt/studio', '<app>'));
});

test('a log line stays JSON, and its keys stay', () => {
  const line = JSON.stringify({
    level: 50,
    path: 'C:\\Users\\Anna\\x',
    err: { stack: 'Error: “cup”\n  at <anonymous>' },
  });
  expect(JSON.parse(redactLogLine(line, redact))).toEqual({
    level: 50,
    path: '<path>',
    err: { stack: 'Error: “<text>”\n  at <anonymous>' },
  });
  expect(redactLogLine('{"cut off by anna', redact)).toBe('{"cut off by <user>');
});

test('a path is never told, whatever is in it and around it', () => {
  const part = fc.stringMatching(/^[\p{L}\d '()&,;=.-]{3,12}$/u).filter((name) => name.trim().length > 2);
  fc.assert(
    fc.property(
      fc.constantFrom('/', '\\'),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      part,
      (slash, folders, secret) => {
        const path = `${slash === '/' ? '' : 'D:'}${slash}qfolder${slash}${folders.join(slash)}${slash}${secret}zq`;
        expect(redact(`cannot open '${path}' for reading`)).toBe("cannot open '<path>");
        expect(redact(JSON.stringify({ path }))).not.toContain(`${secret}zq`);
      },
    ),
    { seed: 6, numRuns: 200 },
  );
});
