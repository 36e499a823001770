import { type App, type Session, shell, type WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** No page but ours, in no window but ours, with no right that the app does not need. */
export function lockDown(app: App): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
}

export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl, isMainFrame }) =>
    decide(isMainFrame && isOurs(requestingUrl) && PERMISSIONS.has(permission)),
  );
  // Asked first, and by some parts of Chromium alone; the origin comes with a slash at its end.
  session.setPermissionCheckHandler(
    (_contents, permission, origin, { isMainFrame }) => isMainFrame && isOurs(origin) && PERMISSIONS.has(permission),
  );
  session.setDevicePermissionHandler(() => false);
}

/** To write text to the clipboard upon a click, as ‘Copy the position’ does; never to read it. */
const PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // A link for the user's own browser; other schemes could start any program on the machine.
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
    return { action: 'deny' };
  });
}

function isOurs(url: string): boolean {
  // `URL.origin` is 'null' for schemes that Node does not know.
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
