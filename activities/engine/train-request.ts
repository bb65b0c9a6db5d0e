import { join } from 'node:path';
import type { ArtifactRef, JsonObject } from '../../domain/artifact-ref.ts';
import type { WeightFiles } from '../../domain/package-files.ts';
import type { ModelSettings, TrainSettings } from '../../domain/profile.ts';
import { weightFolder } from '../export-model.ts';
import type { Ports } from '../ports.ts';
import { folderOf, localPath } from './artifacts.ts';
import type { Workshop } from './make.ts';

export interface TrainParameters {
  readonly model: ModelSettings;
  readonly train: TrainSettings;
  readonly seed: number;
}

/** Splits to learn from, the tuning slice to stop early on (else `validation`), and the weights to continue from. */
export type TrainInputs = { readonly train: ArtifactRef; readonly validation: ArtifactRef; readonly tuning?: ArtifactRef } & Partial<WeightFiles>;

export interface TrainingAsked {
  readonly parameters: TrainParameters;
  readonly inputs: TrainInputs;
}

/** The request of `hone-trainer train`, with its inputs as local files. */
export async function trainRequest(ports: Ports, { parameters, inputs }: TrainingAsked, workshop: Workshop): Promise<JsonObject> {
  const { train: settings, model, seed } = parameters;
  const { train: rows, validation, tuning, weights, config, tokenizer } = inputs;
  const start = weights && config && tokenizer ? weightFolder({ weights, config, tokenizer }) : undefined;
  return {
    seed,
    model: {
      base: model.base,
      weights: start ? await folderOf(ports, start, join(workshop.directory, 'start')) : null,
      max_tokens: model.maxTokens,
      normaliser: model.normaliser ?? 'none',
    },
    data: {
      train: await localPath(ports, rows),
      validation: await localPath(ports, validation),
      tuning: tuning ? await localPath(ports, tuning) : null,
    },
    train: {
      epochs: settings.epochs,
      batch_size: settings.batchSize,
      learning_rate: settings.learningRate,
      weight_decay: settings.weightDecay,
      warmup_share: settings.warmupShare,
      dropout: settings.dropout,
      patience: settings.patience,
      evaluations_per_epoch: settings.evaluationsPerEpoch,
      class_weights: settings.classWeights,
      precision: settings.precision,
      checkpoint_every_seconds: settings.checkpointEverySeconds,
      ...given({
        freeze_layers: settings.freezeLayers,
        label_smoothing: settings.labelSmoothing,
        benign_margin_weight: settings.benignMarginWeight,
        benign_margin: settings.benignMargin,
        malicious_weight: settings.maliciousWeight,
      }),
    },
    hints: { micro_batch: settings.batchSize, threads: ports.options.threads, device: 'auto', processes: ports.options.trainingProcesses ?? 1 },
  };
}

/** What the profile says; the trainer's own defaults are neutral. */
function given(settings: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, number] => entry[1] !== undefined));
}
