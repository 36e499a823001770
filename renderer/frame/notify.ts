import { notifications } from '@mantine/notifications';
import type { ApiError } from '../../main/api/contract.ts';

/** The sentence and the hint of anything thrown, and of the error a job carries. */
export function describeFailure(failure: unknown): Pick<ApiError, 'message' | 'hint'> {
  if (typeof failure !== 'object' || failure === null || !('message' in failure)) return { message: String(failure) };
  const hint = 'hint' in failure && typeof failure.hint === 'string' ? failure.hint : undefined;
  return { message: String(failure.message), ...(hint !== undefined && { hint }) };
}

export function notifyFailure(failure: unknown): void {
  const { message, hint } = describeFailure(failure);
  notifications.show({ color: 'red', title: message, message: hint ?? '', autoClose: 12_000, withBorder: true });
}
