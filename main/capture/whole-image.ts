import sharp from 'sharp';

/** Whether an image can be decoded from its first row to its last. What phones make decoders warn of is no fault. */
export async function isWholeImage(data: Buffer): Promise<boolean> {
  try {
    await sharp(data, { failOn: 'error' }).raw().toBuffer();
    return true;
  } catch {
    return false;
  }
}
