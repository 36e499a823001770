import { open } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { SECURITY_HEADERS } from './security-headers.ts';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The built user interface as a fetch handler: files of `folder`, and its index.html for every path
 * without a file extension, since the page has routes of its own.
 */
export function rendererFiles(folder: string): (request: Request) => Promise<Response> {
  const root = resolve(folder);
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET is possible here.');
    const pathname = decodePath(new URL(request.url).pathname);
    if (pathname === null) return plain(400, 'The address is not valid.');
    const isPage = extname(pathname) === '';
    const file = resolve(root, isPage ? 'index.html' : `.${pathname}`);
    if (!file.startsWith(root + sep)) return plain(404, 'There is no such file.');
    const bytes = await readWhole(file);
    if (bytes === null) {
      const text = isPage ? 'The user interface is not built: run `npm run build`.' : 'There is no such file.';
      return plain(404, text);
    }
    return new Response(request.method === 'HEAD' ? null : bytes, {
      headers: {
        ...SECURITY_HEADERS,
        'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': String(bytes.byteLength),
        // The build puts a hash of the content into the names in assets/.
        'cache-control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  };
}

function decodePath(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname);
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded;
  } catch {
    return null;
  }
}

async function readWhole(file: string): Promise<Buffer<ArrayBuffer> | null> {
  await using handle = await open(file).catch(() => null);
  if (handle === null || !(await handle.stat()).isFile()) return null;
  return handle.readFile();
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' },
  });
}
