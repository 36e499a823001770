import type { SalvageResult } from '../../main/api/contract.ts';

/** What was saved and what is lost, in two sentences. */
export function describeSalvage({ parts }: Pick<SalvageResult, 'parts'>): string {
  const saved = parts.filter((part) => part.saved > 0).map((part) => `${part.what} (${part.saved})`);
  const lost = parts.filter((part) => part.lost > 0).map((part) => `${part.what} (${part.lost})`);
  const unknown = parts.filter((part) => part.lost === 0 && part.mayBeMore).map((part) => part.what);
  return [
    `Saved: ${saved.join(', ')}.`,
    lost.length === 0 ? 'Nothing is known to be lost.' : `Lost: ${lost.join(', ')}.`,
    ...(unknown.length === 0 ? [] : [`Perhaps lost as well: ${unknown.join(', ')}.`]),
  ].join(' ');
}
