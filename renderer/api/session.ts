/**
 * The web shell prints a link that ends in `#token=…`. The fragment never reaches a server log; it is
 * exchanged here for a session cookie and taken out of the address bar and the history.
 */
export async function openSession(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => undefined); // without a session the event stream answers 401 and the page says so
}
