/**
 * The web shell prints a link that ends in `#token=…`, and in `&project=…` if it was started with one.
 * The fragment never reaches a server log; the token is exchanged here for a session cookie and taken
 * out of the address bar and the history.
 */
import { hashOfProject } from '../navigation.ts';

const linkIn = (hash: string): URLSearchParams | null => {
  const link = new URLSearchParams(hash.slice(1));
  return link.has('token') ? link : null;
};

export async function openSession(): Promise<void> {
  const link = linkIn(location.hash);
  if (link !== null) {
    const projectId = link.get('project');
    const route = projectId === null ? '' : hashOfProject(projectId);
    history.replaceState(null, '', `${location.pathname}${location.search}${route}`);
    await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.get('token') }),
    }).catch(() => undefined); // without a session the event stream answers 401 and the page says so
  }
  // A newer link pasted over the address of an open page changes only the fragment, which loads nothing.
  window.addEventListener('hashchange', () => {
    if (linkIn(location.hash) !== null) location.reload();
  });
}
