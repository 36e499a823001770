/** Where the user is. Kept in the address's fragment, so that back, forward and reload work in both shells. */
import { useSyncExternalStore } from 'react';

export type Route = { readonly screen: 'browser' } | { readonly screen: 'project'; readonly projectId: string };

/** Anything that is not the address of a project is the project browser. */
export function parseRoute(hash: string): Route {
  const encoded = /^#\/project\/([^/]+)$/.exec(hash)?.[1];
  try {
    if (encoded !== undefined) return { screen: 'project', projectId: decodeURIComponent(encoded) };
  } catch {
    // A damaged escape sequence.
  }
  return { screen: 'browser' };
}

export const currentRoute = (): Route => parseRoute(location.hash);

export const hashOfProject = (projectId: string) => `#/project/${encodeURIComponent(projectId)}`;

export function openProject(projectId: string): void {
  location.hash = hashOfProject(projectId);
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
