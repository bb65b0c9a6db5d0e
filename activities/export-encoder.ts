import { join } from 'node:path';
import type { EncoderFiles } from '../domain/package-files.ts';
import type { ModelSettings } from '../domain/profile.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { putFile } from './engine/artifacts.ts';
import { makeUnit } from './engine/make.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import type { Ports } from './ports.ts';

export interface ExportEncoderInput {
  readonly lease: Lease;
  readonly model: ModelSettings;
}

/** The sentence encoder of a base model as ONNX, in fp32: mean pooling and length 1 inside. */
export const exportEncoder =
  (ports: Ports) =>
  ({ lease, model: { base, maxTokens } }: ExportEncoderInput): Promise<StageOutcome<keyof EncoderFiles>> =>
    makeUnit(ports, { unit: 'encoder', parameters: { base, maxTokens }, inputs: {} }, lease, async (workshop) => {
      const request = {
        model: { base, max_tokens: maxTokens },
        export: { output: 'encoder', opset: 17, quantize: false },
        hints: { threads: ports.options.threads },
      };
      await ports.trainer.run('export', request, workshop.directory, { signal: workshop.signal, onEvent: trainerEvents(workshop) });
      const outputs = {
        model: await putFile(ports, join(workshop.directory, 'fused/model.onnx')),
        tokenizer: await putFile(ports, join(workshop.directory, 'tokenizer.json')),
      };
      return { outputs, summary: {}, headline: `${(outputs.model.bytes / 1e6).toFixed(1)} MB encoder of ${base}` };
    });
