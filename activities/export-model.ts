import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { WeightFiles } from '../domain/package-files.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { folderOf, localPath, putFile } from './engine/artifacts.ts';
import { makeUnit } from './engine/make.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import type { Ports } from './ports.ts';

export type ExportOutputs = 'plain' | 'fused' | 'int8' | 'tokenizer' | 'report';

/** How many of the costliest layers the further int8 files leave in fp32. */
export const LEFT_OUT = [1, 2, 4, 8] as const;
type Without = `int8-without-${(typeof LEFT_OUT)[number]}`;

/** What there is of a model after export; the further int8 files only when layers were ranked. */
export type Exported = Readonly<Record<ExportOutputs, ArtifactRef> & Partial<Record<Without, ArtifactRef>>>;

export interface ExportModelInput {
  readonly lease: Lease;
  readonly weights: WeightFiles;
  readonly maxTokens: number;
  /** Rows to rank the layers on: with them there are further int8 files. Ranking scores them once a layer. */
  readonly probes?: ArtifactRef;
}

/** ONNX files of a trained model: the plain fp32 export, the fused graph, and the fused graph in int8. */
export const exportModel =
  (ports: Ports) =>
  ({ lease, weights, maxTokens, probes }: ExportModelInput): Promise<StageOutcome<ExportOutputs>> =>
    makeUnit<ExportOutputs, object>(ports, { unit: 'export', parameters: { maxTokens }, inputs: { ...weights, ...(probes && { probes }) } }, lease, async (workshop) => {
      const request = {
        model: { weights: await folderOf(ports, weightFolder(weights), join(workshop.directory, 'weights')), max_tokens: maxTokens },
        export: { opset: 17, quantize: true },
        ...(probes && { data: { probes: await localPath(ports, probes) } }),
        hints: { threads: ports.options.threads },
      };
      const { layers = [] } = await ports.trainer.run('export', request, workshop.directory, { signal: workshop.signal, onEvent: trainerEvents(workshop) });
      const file = (name: string): ReturnType<typeof putFile> => putFile(ports, join(workshop.directory, name));
      const ranked = Array.isArray(layers) ? layers.length : 0;
      const further: Partial<Record<Without, ArtifactRef>> = {};
      for (const count of LEFT_OUT.filter((left) => left < ranked)) further[`int8-without-${count}`] = await file(`int8-without-${count}/model.onnx`);
      const outputs: Exported = {
        plain: await file('plain/model.onnx'),
        fused: await file('fused/model.onnx'),
        int8: await file('int8/model.onnx'),
        tokenizer: await file('tokenizer.json'),
        report: await file('export.json'),
        ...further,
      };
      return { outputs, summary: {}, headline: `${megabytes(outputs.plain.bytes)} MB fp32, ${megabytes(outputs.int8.bytes)} MB int8` };
    });

/** A Hugging Face model folder, file by file. */
export function weightFolder({ weights, config, tokenizer }: WeightFiles): Parameters<typeof folderOf>[1] {
  return { 'model.safetensors': weights, 'config.json': config, 'tokenizer.json': tokenizer };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
