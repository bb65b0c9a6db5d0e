import type { Normaliser } from './normaliser.ts';

/** `hone.json`: what a classifier package says about itself. No times, hosts or latencies: equal models have equal bytes. */
export interface HoneJson {
  readonly schema: 1;
  /** Class of each output of the model, in order. */
  readonly labels: readonly ['benign', 'malicious'];
  /** A text is blocked when its P(malicious) is at or above this. */
  readonly threshold: number;
  /** Longer texts are cut to this many tokens, special tokens counted. */
  readonly maxTokens: number;
  /** Scores are the model's softmax with the logits divided by this temperature; null: its own. */
  readonly calibration: { readonly temperature: number } | null;
  /** What texts go through first; `tokenizer.json` carries it. `none`: they reach the tokenizer's own rules as they are. */
  readonly normaliser: Normaliser;
  readonly precision: 'int8' | 'fp32';
  /** SHA-256 (lower-case hex) of the other two files. */
  readonly files: { readonly 'model.onnx': string; readonly 'tokenizer.json': string };
}

/** The files that are the package; its identity is their hashes. Attachments (model card, evidence) are not among them. */
export const PACKAGE_FILES = ['model.onnx', 'tokenizer.json', 'hone.json'] as const;

export type PackageFileName = (typeof PACKAGE_FILES)[number];
