import { join } from 'node:path';
import type { WeightFiles } from '../domain/package-files.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { folderOf, putFile } from './engine/artifacts.ts';
import { makeUnit } from './engine/make.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import type { Ports } from './ports.ts';

export type ExportOutputs = 'plain' | 'fused' | 'int8' | 'tokenizer' | 'report';

export interface ExportModelInput {
  readonly lease: Lease;
  readonly weights: WeightFiles;
  readonly maxTokens: number;
}

/** ONNX files of a trained model: the plain fp32 export, the fused graph, and the fused graph in int8. */
export const exportModel =
  (ports: Ports) =>
  ({ lease, weights, maxTokens }: ExportModelInput): Promise<StageOutcome<ExportOutputs>> =>
    makeUnit(ports, { unit: 'export', parameters: { maxTokens }, inputs: weights }, lease, async (workshop) => {
      const request = {
        model: { weights: await folderOf(ports, weightFolder(weights), join(workshop.directory, 'weights')), max_tokens: maxTokens },
        export: { opset: 17, quantize: true },
        hints: { threads: ports.options.threads },
      };
      await ports.trainer.run('export', request, workshop.directory, { signal: workshop.signal, onEvent: trainerEvents(workshop) });
      const file = (name: string): ReturnType<typeof putFile> => putFile(ports, join(workshop.directory, name));
      const outputs = {
        plain: await file('plain/model.onnx'),
        fused: await file('fused/model.onnx'),
        int8: await file('int8/model.onnx'),
        tokenizer: await file('tokenizer.json'),
        report: await file('export.json'),
      };
      return { outputs, summary: {}, headline: `${megabytes(outputs.plain.bytes)} MB fp32, ${megabytes(outputs.int8.bytes)} MB int8` };
    });

/** A Hugging Face model folder, file by file. */
export function weightFolder({ weights, config, tokenizer }: WeightFiles): Parameters<typeof folderOf>[1] {
  return { 'model.safetensors': weights, 'config.json': config, 'tokenizer.json': tokenizer };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
