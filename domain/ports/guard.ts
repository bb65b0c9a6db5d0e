/** A loaded classifier package. */
export interface Guard {
  readonly packageId: string;
  readonly threshold: number;
  readonly maxTokens: number;
  /** P(malicious) of each text, in input order. Empty input gives an empty answer. */
  score(texts: readonly string[], onProgress?: (done: number) => void): Promise<Float64Array>;
  close(): Promise<void>;
}

/** A loaded sentence encoder. */
export interface Encoder {
  /** Embedding of each text, in input order, of length 1: their dot product is the cosine similarity. */
  embed(texts: readonly string[], onProgress?: (done: number) => void): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export interface LatencyOptions {
  readonly texts: readonly string[];
  readonly threads: number;
  readonly repeats: number;
}

/** Milliseconds for one text, batch 1, warm, tokenisation included; the best of `repeats` passes. */
export interface LatencyReport {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
  readonly threads: number;
}

/** Opens classifier packages, the only way any deciding score is made, and sentence encoders. */
export interface GuardRuntime {
  /** @throws HoneError HONE_INVALID_INPUT when the folder is not a whole package (hashes are checked). */
  load(directory: string): Promise<Guard>;
  /** A folder with the `model.onnx` and `tokenizer.json` of a sentence encoder. @throws HoneError HONE_INVALID_INPUT */
  loadEncoder(directory: string, options: { readonly maxTokens: number }): Promise<Encoder>;
  /** Runs alone in its own worker thread so that nothing else is measured. */
  measureLatency(directory: string, options: LatencyOptions): Promise<LatencyReport>;
  /** Tokens of each text as the package cuts them. */
  countTokens(directory: string, texts: readonly string[]): Promise<number[]>;
  /** The machine's processor model, for reports. */
  readonly cpu: string;
}
