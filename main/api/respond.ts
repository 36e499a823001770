import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { toApiError, UserError } from '../errors.ts';
import type { ApiError } from './contract.ts';

const STATUS_OF: Record<ApiError['code'], ContentfulStatusCode> = {
  'bad-request': 400,
  unauthorised: 401,
  'forbidden-path': 403,
  'not-found': 404,
  conflict: 409,
  'newer-project': 409,
  'read-only': 409,
  cancelled: 409,
  'bad-capture': 422,
  'bad-project': 422,
  'bad-encoder': 422,
  'device-unavailable': 422,
  disk: 507,
  'engine-restarting': 503,
  'engine-stopped': 503,
  internal: 500,
};

/** The one place where a thrown value becomes a response. */
export function respondError(c: Context, thrown: unknown): Response {
  const error = toApiError(thrown);
  return c.json({ error }, STATUS_OF[error.code]);
}

/**
 * A response that has passed its schema: what leaves the engine is what the contract says, and a
 * field that is not in it does not leak out.
 */
export function respond<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  value: z.input<Schema>,
  status: ContentfulStatusCode = 200,
): Response {
  return c.json(schema.parse(value) as object, status);
}

/** Raw bytes. `maxAgeSeconds` 0 means that the same address may show something else next time. */
export function respondBytes(c: Context, bytes: Uint8Array, contentType: string, maxAgeSeconds: number): Response {
  c.header('content-type', contentType);
  c.header('content-length', String(bytes.byteLength));
  c.header('cache-control', maxAgeSeconds > 0 ? `private, max-age=${maxAgeSeconds}` : 'no-store');
  c.header('x-content-type-options', 'nosniff');
  return c.body(bytes as Uint8Array<ArrayBuffer>);
}

/** The request's JSON body. Only application/json is read: a plain HTML form cannot send that. */
export async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new UserError('bad-request', 'The request body must be JSON.', 'Send it with content-type application/json.');
  }
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw new UserError('bad-request', 'The request body is not valid JSON.');
  }
  return check(schema, body, 'body');
}

export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  return check(schema, c.req.query(), 'query');
}

export function readParam<Schema extends z.ZodType>(c: Context, name: string, schema: Schema): z.output<Schema> {
  return check(schema, c.req.param(name), name);
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = parse(schema, value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${[where, ...path].join('.')}: ${message}`);
  throw new UserError('bad-request', `The request is not valid: ${issues.join('; ')}.`);
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    // What speaks of a thing in a thing in a thing ends where the stack does.
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('bad-request', 'The request is nested too deeply.', 'Ask for less at once.', { cause: error });
  }
}
