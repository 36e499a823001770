/**
 * What the page may do, the same in both shells: run its own scripts, talk to its own origin, show
 * pictures it made itself. Inline styles are needed by the component library and the chart.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self' data:",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of every answer of both shells. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/**
 * An answer of the API as the shells pass it on. It is data for the page and never a page itself: opened in a
 * tab of its own, whatever a project made it hold has no origin, no scripts and nothing to load.
 */
export function apiAnswer(response: Response, body: ReadableStream<Uint8Array> | null = response.body): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  return new Response(body, { status: response.status, headers });
}
