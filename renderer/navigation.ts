/** Where the user is. Kept in the address's fragment, so that back, forward and reload work in both shells. */
import { useSyncExternalStore } from 'react';

export type Route = { readonly screen: 'browser' } | { readonly screen: 'project'; readonly projectId: string };

export function parseRoute(hash: string): Route {
  const match = /^#\/project\/([^/]+)$/.exec(hash);
  return match ? { screen: 'project', projectId: decodeURIComponent(match[1]!) } : { screen: 'browser' };
}

export const currentRoute = (): Route => parseRoute(location.hash);

export function openProject(projectId: string): void {
  location.hash = `#/project/${encodeURIComponent(projectId)}`;
}

export function openBrowser(): void {
  location.hash = '#/';
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}
