import type { SalvageReport } from '../api/contract.ts';
import { salvage } from '../store/salvage/salvage.ts';

/**
 * Saves what can be read of a damaged project into a new one; the damaged file stays as it is.
 * @throws UserError as `salvage`
 */
export async function salvageProject(source: string, path: string, signal?: AbortSignal): Promise<SalvageReport> {
  const { isWholeImage } = await import('../capture/index.ts');
  const { decodeIndex } = await import('../index/index-format.ts');
  const checks = {
    isImage: isWholeImage,
    isLanguageIndex: (bytes: Buffer) => decodeIndex(bytes).scales.length > 0,
  };
  return salvage(source, path, checks, signal);
}
