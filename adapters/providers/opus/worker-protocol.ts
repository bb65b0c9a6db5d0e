import type { ErrorCode } from '../../../domain/errors.ts';
import type { TextToTranslate, Translated } from '../../../domain/ports/translator.ts';

/** What the translating thread is started with. */
export interface OpusWorkerSettings {
  /** onnxruntime's, inside one call of the model. */
  readonly threads: number;
}

/** Jobs are done in order. `folder` holds the model of one direction. */
export type OpusRequest = { readonly job: number; readonly folder: string; readonly texts: readonly TextToTranslate[] } | { readonly cancel: number };

export type OpusReply = { readonly job: number; readonly translated: readonly Translated[] } | { readonly job: number; readonly failed: { readonly code: ErrorCode; readonly message: string } };
