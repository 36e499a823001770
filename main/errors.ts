import type { ApiError } from './api/contract.ts';

/**
 * An error meant to be read by a person: `message` is one sentence that says what and where, `hint`
 * what to do. Anything else that is thrown is a bug and is reported as `internal`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ApiError['code'];
  readonly hint: string | undefined;

  constructor(code: ApiError['code'], message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** The wire form of any thrown value. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof UserError) {
    const { code, message, hint } = thrown;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    message: `Something went wrong inside LERF Studio: ${text.split('\n')[0]}`,
    hint: 'Please report this together with the log file.',
  };
}
