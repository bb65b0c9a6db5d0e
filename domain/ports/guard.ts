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

/** What a package costs in a fresh process that does nothing else. Bytes are of resident memory. */
export interface PackageCosts {
  /** The library that ran it, with its version. */
  readonly runtime: string;
  /** From the first file read, hashes checked, to the first score. The program's code was loaded before. */
  readonly coldStartMs: number;
  readonly emptyBytes: number;
  readonly loadedBytes: number;
  /** The most the process ever had, the batches of `throughput` included. */
  readonly peakBytes: number;
  readonly threads: number;
  readonly throughput: readonly Throughput[];
}

/** Texts of like length padded to one batch, tokenisation included. int8 scores of a batch are not those that ship. */
export interface Throughput {
  readonly batch: number;
  readonly textsPerSecond: number;
}

export interface CostOptions {
  readonly texts: readonly string[];
  readonly threads: number;
  readonly batches: readonly number[];
}

/** Opens classifier packages, the only way any deciding score is made, and sentence encoders. */
export interface GuardRuntime {
  /** @throws HoneError HONE_INVALID_INPUT when the folder is not a whole package (hashes are checked). */
  load(directory: string): Promise<Guard>;
  /** A folder with the `model.onnx` and `tokenizer.json` of a sentence encoder. @throws HoneError HONE_INVALID_INPUT */
  loadEncoder(directory: string, options: { readonly maxTokens: number }): Promise<Encoder>;
  /** Runs alone in its own worker thread so that nothing else is measured. */
  measureLatency(directory: string, options: LatencyOptions): Promise<LatencyReport>;
  /** Starts a process for it. @throws HoneError when the package cannot be loaded or the process dies. */
  measureCosts(directory: string, options: CostOptions): Promise<PackageCosts>;
  /** Tokens of each text as the package cuts them. */
  countTokens(directory: string, texts: readonly string[]): Promise<number[]>;
  /** The machine's processor model, for reports. */
  readonly cpu: string;
  /** Of the vector instructions that matter for int8, those the processor says it has. */
  readonly cpuFlags: readonly string[];
}
