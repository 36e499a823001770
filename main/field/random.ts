/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey, PractRand). Its whole state is four 32-bit words,
 * which a checkpoint keeps, so that a resumed run draws what an uninterrupted one would have drawn.
 */
export class Random {
  private readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = Uint32Array.from(words);
  }

  /** Different streams of one seed are independent of each other. */
  static fromSeed(seed: number, stream = 0): Random {
    const random = new Random(Uint32Array.of(seed, stream, 0x9e3779b9, 1));
    for (let round = 0; round < 16; round++) random.next();
    return random;
  }

  get state(): Uint32Array {
    return Uint32Array.from(this.words);
  }

  /** Uniform in [0, 1), with 32 random bits. */
  next(): number {
    const s = this.words;
    const sum = (s[0]! + s[1]! + s[3]!) >>> 0;
    s[3] = s[3]! + 1;
    s[0] = s[1]! ^ (s[1]! >>> 9);
    s[1] = s[2]! + (s[2]! << 3);
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + sum;
    return sum / 0x1_0000_0000;
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Uniform float32 in [0, 1): of 24 bits, since with more the largest would be rounded to 1. */
  fill(target: Float32Array): void {
    for (let i = 0; i < target.length; i++) target[i] = Math.floor(this.next() * 0x100_0000) / 0x100_0000;
  }
}
