/**
 * The character 5-shingles of normalised texts, as integers: what MinHash permutes and what exact Jaccard counts.
 * A shingle is five consecutive code points; a text of fewer is one shingle as a whole, the empty text included.
 */
export class ShingleReader {
  /** One 32-bit hash per shingle position of the text last read, repeats included; `count` of them are valid. */
  hashes = new Int32Array(1024);
  count = 0;
  /** Code points per shingle of the text last read: SHINGLE_LENGTH, or all of a shorter text. */
  private size = 0;
  private codePoints = new Int32Array(1024);

  /** Reads a normalised text: fills `hashes` and `count`, valid until the next call. */
  read(normalised: string): void {
    const length = this.decode(normalised);
    this.size = Math.min(SHINGLE_LENGTH, length);
    this.count = length - this.size + 1;
    for (let start = 0; start < this.count; start++) this.hashes[start] = polynomial(this.codePoints, start, this.size, FIRST_BASE);
  }

  /**
   * The set of a text's shingles as sorted 53-bit numbers without repeats.
   * Two different shingles get one number with probability 2^-53, so a Jaccard of these sets is exact in practice.
   */
  keys(normalised: string): Float64Array {
    this.read(normalised);
    const keys = new Float64Array(this.count);
    for (let start = 0; start < this.count; start++) {
      const high = polynomial(this.codePoints, start, this.size, SECOND_BASE) >>> 11;
      keys[start] = high * 2 ** 32 + (this.hashes[start]! >>> 0);
    }
    return withoutRepeats(keys.sort());
  }

  /** Code points into the buffer; the surrogate pairs of UTF-16 are one character each. Returns how many. */
  private decode(text: string): number {
    if (text.length > this.codePoints.length) {
      this.codePoints = new Int32Array(text.length * 2);
      this.hashes = new Int32Array(text.length * 2);
    }
    let length = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const isHighSurrogate = unit >= 0xd800 && unit < 0xdc00;
      const codePoint = isHighSurrogate ? text.codePointAt(i)! : unit;
      if (codePoint > 0xffff) i++;
      this.codePoints[length++] = codePoint;
    }
    return length;
  }
}

/** |A ∩ B| / |A ∪ B| of two sorted sets as `ShingleReader.keys` makes them. */
export function jaccardOfKeys(a: Float64Array, b: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i]!;
    const right = b[j]!;
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared / (a.length + b.length - shared);
}

/** murmur3's 32-bit finaliser: every input bit reaches every output bit. */
export function avalanche32(value: number): number {
  let h = value;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A local binding: in a vm context (jest) every look-up of the global `Math` costs more than the multiplication. */
const imul = Math.imul;
const SHINGLE_LENGTH = 5;
const FIRST_BASE = 0x9e3779b1;
const SECOND_BASE = 0x85ebca77;

function polynomial(codePoints: Int32Array, start: number, size: number, base: number): number {
  let h = size;
  for (let i = start; i < start + size; i++) h = (imul(h, base) + codePoints[i]!) | 0;
  return avalanche32(h);
}

function withoutRepeats(sorted: Float64Array): Float64Array {
  let length = 0;
  for (const key of sorted) if (length === 0 || sorted[length - 1] !== key) sorted[length++] = key;
  return sorted.slice(0, length);
}
