import type { ExtractionEstimate } from './extraction-plan.ts';

/** `done` of `total` crops and whole images; `secondsLeft` by the speed so far. */
export type OnExtractionProgress = (done: number, total: number, message: string, secondsLeft: number) => void;

/** Counts crops and images, and tells how long the rest will take at the speed seen so far. */
export class ExtractionProgress {
  readonly #estimate: ExtractionEstimate;
  readonly #onProgress: OnExtractionProgress;
  readonly #crops: Pace;
  readonly #denseImages: Pace;
  #image = 0;

  /** `first` is what a first batch of crops and a first image took. */
  constructor(
    estimate: ExtractionEstimate,
    first: { readonly secondsPerCrop: number; readonly secondsPerDenseImage: number },
    onProgress: OnExtractionProgress,
  ) {
    this.#estimate = estimate;
    this.#onProgress = onProgress;
    this.#crops = new Pace(estimate.crops, first.secondsPerCrop);
    this.#denseImages = new Pace(estimate.denseImages, first.secondsPerDenseImage);
  }

  /** Says what lies ahead. */
  begin(disk: string): void {
    const { crops, denseImages, images } = this.#estimate;
    const what = [crops > 0 ? `${crops} crops` : '', denseImages > 0 ? `dense features` : ''].filter(Boolean);
    this.#tell(`${what.join(' and ')} of ${images} images, ${disk}`);
  }

  nextImage(): void {
    this.#image++;
  }

  /** Does work on `count` crops and notes how long it took. */
  async crops<T>(count: number, work: () => Promise<T>): Promise<T> {
    const result = await this.#crops.time(count, work);
    this.#tell(`Image ${this.#image} of ${this.#estimate.images}, ${this.#crops.perSecond()} crops a second`);
    return result;
  }

  async denseImage<T>(work: () => Promise<T>): Promise<T> {
    const result = await this.#denseImages.time(1, work);
    this.#tell(`Image ${this.#image} of ${this.#estimate.images}, dense features`);
    return result;
  }

  #tell(message: string): void {
    const { crops, denseImages } = this.#estimate;
    const secondsLeft = this.#crops.secondsLeft() + this.#denseImages.secondsLeft();
    const left = secondsLeft === 0 ? '' : `, about ${inWords(secondsLeft)} left`;
    this.#onProgress(this.#crops.done + this.#denseImages.done, crops + denseImages, message + left, secondsLeft);
  }
}

/** How fast one kind of work goes on. */
class Pace {
  readonly total: number;
  readonly #firstSeconds: number;
  #done = 0;
  #seconds = 0;

  constructor(total: number, firstSeconds: number) {
    this.total = total;
    this.#firstSeconds = firstSeconds;
  }

  get done(): number {
    return this.#done;
  }

  async time<T>(count: number, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.#seconds += (performance.now() - began) / 1000;
    this.#done += count;
    return result;
  }

  secondsLeft(): number {
    const each = this.#done === 0 ? this.#firstSeconds : this.#seconds / this.#done;
    return (this.total - this.#done) * each;
  }

  perSecond(): string {
    const rate = this.#done / this.#seconds;
    return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
  }
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
