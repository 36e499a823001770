import type { CustomScheme } from 'electron';
import { rendererFiles } from '../engine/renderer-files.ts';
import { apiAnswer } from '../engine/security-headers.ts';

const SCHEME = 'lerf';
/** The page's origin. Nothing is served under another host of the scheme. */
export const APP_ORIGIN = `${SCHEME}://app`;

/** Must be given to Electron before the app is ready. */
export const SCHEMES: CustomScheme[] = [
  // Standard and secure make it an origin like https; stream lets event streams and images flow.
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
];
export const SCHEME_NAME = SCHEME;

/** Answers the window's requests: the API from the engine, anything else from the built files. */
export function appProtocol(
  rendererFolder: string,
  engineFetch: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  const files = rendererFiles(rendererFolder);
  return async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== 'app') return new Response(null, { status: 404 });
    if (!pathname.startsWith('/api/')) return files(request);
    return apiAnswer(await engineFetch(request));
  };
}
