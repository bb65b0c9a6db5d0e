import { z } from 'zod';
import { parseWith } from './problems.ts';

const meaning = z.enum(['benign', 'malicious']);

const importReport = z.object({
  /** Meaning of each output of the model as it came. */
  labels: z.record(z.string(), meaning),
  /** `labels`: as asked. */
  labels_from: z.string(),
  /** How its output is read, as `trainer/hone_trainer/import_onnx.py` says. */
  output: z.enum(['logits', 'logistic', 'softmax', 'sigmoid']),
  max_tokens: z.int().min(3),
  max_tokens_from: z.string(),
  precision: z.enum(['int8', 'fp32']),
  /** Whether there are weights that training can start from. */
  weights: z.boolean(),
  notes: z.array(z.string()),
});

const probeAnswers = z.object({ scores: z.array(z.number().min(0).max(1)), tokens: z.array(z.int()) });

const smokePair = z.strictObject({ benign: z.string().min(1), malicious: z.string().min(1) });

/** `import.json` of the trainer. */
export type ImportReport = z.infer<typeof importReport>;

/** `probes.json` of the trainer: P(malicious) and tokens of each probe, by the model as it came. */
export type ProbeAnswers = z.infer<typeof probeAnswers>;

export const parseImportReport = (json: unknown): ImportReport => parseWith(importReport, json, 'import.json');
export const parseProbeAnswers = (json: unknown): ProbeAnswers => parseWith(probeAnswers, json, 'probes.json');
export const parseSmokePair = (json: unknown): z.infer<typeof smokePair> => parseWith(smokePair, json, 'data/smoke-pairs.jsonl');
