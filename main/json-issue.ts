import type { z } from 'zod';

const KINDS: Record<string, string> = {
  number: 'a finite number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/**
 * What is wrong with a JSON file, as a clause such as "frames[3].fl_x should be a finite number".
 * @param root what the file holds.
 */
export function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  const place = issue.path.reduce<string>(
    (way, key) => (typeof key === 'number' ? `${way}[${key}]` : way === '' ? String(key) : `${way}.${String(key)}`),
    '',
  );
  const value = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key], root);
  if (value === undefined) return `${place} is missing`;
  const subject = place === '' ? 'what it holds' : place;
  if (issue.code === 'custom') return `${subject} ${issue.message}`;
  if (issue.code === 'invalid_type') return `${subject} should be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small' && issue.origin === 'array') {
    return `${subject} should have ${issue.exact ? '' : 'at least '}${issue.minimum} entries`;
  }
  if (issue.code === 'too_big' && issue.origin === 'array') {
    return `${subject} should have ${issue.exact ? '' : 'at most '}${issue.maximum} entries`;
  }
  if (issue.code === 'too_small' && issue.origin === 'string') return `${subject} should not be empty`;
  if (issue.code === 'too_small') return `${subject} should be more than ${issue.minimum}`;
  if (issue.code === 'too_big') return `${subject} should be at most ${issue.maximum}`;
  return `${subject} is not valid (${issue.message})`;
}
