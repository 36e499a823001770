/** Encoders of images, texts and patches: which there are, how they come here, and what they say. */
export { denseEncoderFor } from './catalogue.ts';
export { cropSquare } from './crop.ts';
export { HUGGING_FACE, type Hub } from './hub.ts';
export { type EncoderOptions, openDenseEncoder, openImageTextEncoder } from './open.ts';
export { EncoderShelf, type ShelvedEncoder } from './shelf.ts';
