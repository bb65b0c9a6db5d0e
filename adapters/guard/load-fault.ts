import { env } from 'onnxruntime-node';
import { HoneError } from '../../domain/errors.ts';
import { firstLine } from '../first-line.ts';
import { reasonOf } from '../file-fault.ts';

/**
 * Why onnxruntime could not load a model, as an error a person can act on: a file of a newer IR version or opset than the
 * library reads is told with both versions. Which ones it reads, only its own message says.
 */
export function loadFault(path: string, error: unknown): HoneError {
  const said = reasonOf(error);
  const mismatch = versionsIn(said, IR_VERSION, 'IR version') ?? versionsIn(said, OPSET, 'opset');
  const why = mismatch ?? `onnxruntime cannot load the model (${firstLine(error)})`;
  return new HoneError('HONE_INVALID_INPUT', `${path}: ${why}.`, { cause: error });
}

const IR_VERSION = /IR version: (\d+), max supported IR version: (\d+)/;
const OPSET = /Opset (\d+) is under development[\s\S]*?till opset (\d+)/;

function versionsIn(said: string, pattern: RegExp, what: string): string | undefined {
  const [, found, supported] = pattern.exec(said) ?? [];
  if (found === undefined) return undefined;
  return `its ${what} is ${found}, and ${runtimeName()} reads up to ${supported}; update onnxruntime-node, or export with the onnx package of trainer/requirements.lock`;
}

/** `onnxruntime-node 1.30.0`. */
export function runtimeName(): string {
  return `onnxruntime-node ${env.versions.node ?? '(version unknown)'}`;
}
