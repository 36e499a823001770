import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOfProject, parseRoute } from './navigation.ts';

test('every project id survives the address', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (projectId) => {
      expect(parseRoute(hashOfProject(projectId))).toEqual({ screen: 'project', projectId });
    }),
  );
});

test.each(['', '#', '#/', '#/project/', '#/project/a/b', '#/elsewhere', '#/project/%E0%A4%A'])(
  '%j is the project browser',
  (hash) => expect(parseRoute(hash)).toEqual({ screen: 'browser' }),
);
