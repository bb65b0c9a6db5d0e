import type { Evidence } from '../../domain/evidence/evidence.ts';
import { CERTIFICATE } from './certificate.ts';

const hash = (name: string): string => Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
const file = (name: string): { sha256: string; bytes: number } => ({ sha256: hash(name), bytes: 100 });

/** The evidence of a certified package, with figures that are easy to recognise. */
export const EVIDENCE: Evidence = {
  schema: 2,
  packageId: hash('package'),
  run: { id: 'hone-sample-1', profile: 'sample', profileHash: hash('profile'), requestHash: hash('request'), model: 'guard' },
  package: { files: { 'model.onnx': file('model'), 'tokenizer.json': file('tokenizer'), 'hone.json': file('hone') }, threshold: 0.7312, maxTokens: 128, precision: 'int8', normaliser: 'unicode-1', temperature: 1.5 },
  sets: [
    { name: 'training', file: 'training.jsonl.gz', source: hash('file-1'), version: hash('rows-1'), rows: 8000, benign: 4240, malicious: 3760 },
    { name: 'traffic', file: 'traffic|1.jsonl', source: hash('file-2'), version: hash('rows-2'), rows: 33_200, benign: 33_200, malicious: 0 },
  ],
  cut: {
    seed: 7,
    shares: { trafficCertification: 0.3, trafficTuning: 0.2, attacksCertification: 0.5, train: 0.8, validation: 0.1 },
    tuning: { sha256: hash('tuning'), benign: 10_000, malicious: 900, groups: 10_500 },
    certification: { sha256: CERTIFICATE.set.sha256, benign: 12_000, malicious: 3000, groups: 14_000 },
  },
  trainings: [
    {
      stage: 'train', key: hash('train'), ships: true, base: 'packaged:all-MiniLM-L6-v2', startedFrom: hash('champion'), seed: 7, settings: { epochs: 1, learningRate: 1e-4 }, trainer: hash('trainer'), weights: hash('weights'),
      train: { sha256: hash('train-rows'), rows: 9200, origins: { 'benign original': 4000, 'benign variation': 1500, 'malicious original': 3700 } },
      validation: { sha256: hash('validation-rows'), rows: 800, origins: {} },
    },
  ],
  merge: null,
  rounds: { tried: [{ round: 1, rule: null, why: '' }, { round: 2, rule: 'more recall', why: 'recall 0.94' }], chosen: 2, choice: 'most gates', ended: 'every gate passes' },
  threshold: { rule: 'neyman-pearson', value: 0.7312, fittedOn: hash('tuning'), benign: 10_000, groups: 9800, aim: 0.7, limit: 0.01, delta: 0.05, seed: 7 },
  conversion: { rows: 2000, flipRate: 0.001, maxFlipRate: 0.005, maxAbsoluteDifference: 0.02, benignToMalicious: 2, maliciousToBenign: 0 },
  champion: { packageId: hash('old'), files: { 'model.onnx': hash('m0'), 'tokenizer.json': hash('t0'), 'hone.json': hash('h0') }, threshold: 0.5 },
  certificate: CERTIFICATE,
  measurements: {
    probe: {
      slices: [
        { set: 'unseen', slice: 'all', label: 'malicious', rows: { both: 80, onlyChampion: 10, onlyChallenger: 5, neither: 5 }, groups: { both: 80, onlyChampion: 10, onlyChallenger: 5, neither: 5 } },
        { set: 'unseen', slice: 'source:worse', label: 'malicious', rows: { both: 10, onlyChampion: 9, onlyChallenger: 0, neither: 1 }, groups: { both: 10, onlyChampion: 9, onlyChallenger: 0, neither: 1 } },
        { set: 'unseen', slice: 'source:better', label: 'malicious', rows: { both: 10, onlyChampion: 0, onlyChallenger: 5, neither: 5 }, groups: { both: 10, onlyChampion: 0, onlyChallenger: 5, neither: 5 } },
      ],
      aucs: [{ set: 'unseen', benign: 50, malicious: 100, champion: 0.81, challenger: 0.875, difference: { estimate: 0.065, low: 0.02, high: 0.11 } }],
    },
  },
  latency: { cpu: 'a test processor', precision: 'int8', traffic: { p50Ms: 4.04, p95Ms: 9.96, p99Ms: 13.9, samples: 1000, threads: 2 } },
  smoke: { texts: 20, right: 18 },
  attachments: { certificate: file('certificate') },
  stages: [{ stage: 'train', key: hash('train'), madeBy: 'hone-sample-1', finishedAt: '2026-01-02T03:00:00.000Z', inputs: { train: hash('train-rows') }, outputs: { weights: hash('weights') } }],
  gaps: [{ what: 'whole conversations', why: 'A text is judged by itself.' }],
};
