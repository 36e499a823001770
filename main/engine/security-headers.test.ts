import { expect, test } from 'vitest';
import { apiAnswer, SECURITY_HEADERS } from './security-headers.ts';

const policy = new Map(
  SECURITY_HEADERS['content-security-policy']!.split('; ').map((directive) => {
    const [name, ...sources] = directive.split(' ');
    return [name!, sources];
  }),
);

test('the page runs its own scripts and no others, loads from itself alone and is framed by nobody', () => {
  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('script-src')).toEqual(["'self'"]);
  expect(policy.get('base-uri')).toEqual(["'none'"]);
  expect(policy.get('form-action')).toEqual(["'none'"]);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  expect(SECURITY_HEADERS['content-security-policy']).not.toMatch(/unsafe-eval|\*|https?:|ws:|strict-dynamic/);
  for (const [name, sources] of policy) {
    for (const source of sources) expect(["'none'", "'self'", 'blob:', 'data:', "'unsafe-inline'"]).toContain(source);
    if (name !== 'style-src') expect(sources).not.toContain("'unsafe-inline'");
  }
});

test('an answer of the API keeps what it is, and cannot loosen what holds for all', async () => {
  const answer = apiAnswer(
    new Response('<script>alert(1)</script>', {
      status: 418,
      headers: {
        'content-type': 'text/html',
        'content-security-policy': 'default-src *',
        'x-content-type-options': 'sniff',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'private, max-age=60',
      },
    }),
  );
  expect(answer.status).toBe(418);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=60',
  });
  expect(await answer.text()).toBe('<script>alert(1)</script>');
  expect(apiAnswer(new Response(null, { status: 204 })).headers.get('cache-control')).toBe('no-store');
});
