import type { EvalResult, Frame } from '../api/contract.ts';
import type { FieldRenderer, RenderHooks } from '../view/field-renderer.ts';
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';

/**
 * Renders photographs' cameras in full and measures them against the photographs; the figures of the
 * whole are means over the images, as nerfstudio reports them.
 * @param pixels r, g, b, row-major, at the camera's size.
 */
export async function evaluateViews(
  renderer: FieldRenderer,
  photographs: readonly { readonly frame: Frame; readonly pixels: Uint8Array }[],
  step: number,
  hooks: RenderHooks = {},
): Promise<EvalResult> {
  const images: EvalResult['images'] = [];
  for (const [index, { frame, pixels }] of photographs.entries()) {
    hooks.onProgress?.(index, photographs.length, `Measuring ${frame.file}`);
    const view = await renderer.render(frame, hooks.isCancelled ? { isCancelled: hooks.isCancelled } : {});
    images.push({
      file: frame.file,
      psnr: psnr(view.colour, pixels),
      ssim: ssim(view.colour, pixels, view.width, view.height),
    });
  }
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return { step, psnr: mean(images.map((image) => image.psnr)), ssim: mean(images.map((image) => image.ssim)), images };
}
