import { existsSync } from 'node:fs';

/** SwiftShader, a Vulkan driver that computes on the CPU: Debian ships it with Chromium. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

let announced = false;

/**
 * Lets WebGPU find a GPU made of software in this process, before its first use of it. For
 * `describe.skipIf(!useSoftwareGpu())`: false where the driver is not installed, which it says once.
 */
export function useSoftwareGpu(): boolean {
  if (existsSync(DRIVER)) {
    process.env.VK_ICD_FILENAMES = DRIVER;
    return true;
  }
  if (!announced) console.warn(`Skipping tests on WebGPU: ${DRIVER} (Debian's chromium-common) is not here.`);
  announced = true;
  return false;
}
