import { HoneError } from '../../domain/errors.ts';
import type { RunView } from '../../domain/run-view.ts';
import { folderOf } from '../engine/artifacts.ts';
import { readManifest } from '../engine/manifests.ts';
import type { Manifest } from '../engine/manifests.ts';
import type { Ports } from '../ports.ts';

/** File names of a package with all that is attached to it, by the outputs of the stage that packs it. */
const FILES = { model: 'model.onnx', tokenizer: 'tokenizer.json', honeJson: 'hone.json', modelCard: 'MODEL_CARD.md', evidence: 'evidence.json', smoke: 'smoke.json', signature: 'signature.json', checksums: 'SHA256SUMS' } as const;

/**
 * Writes a run's package with its attachments into a folder, and returns the manifest of the stage that packed it.
 * @throws HoneError HONE_NOT_FOUND where the run packed none.
 */
export async function unpackRelease(ports: Ports, view: RunView, directory: string): Promise<Manifest> {
  const stage = view.stages.find((each) => each.stage === 'package' && (each.state === 'made' || each.state === 'hit'));
  const packaged = stage && (await readManifest(ports, 'package', stage.key));
  if (!packaged) throw new HoneError('HONE_NOT_FOUND', `run: ${view.run} has made no package, so there is no evidence to verify.`);
  const named = Object.entries(FILES).flatMap(([output, name]) => (packaged.outputs[output] ? [[name, packaged.outputs[output]] as const] : []));
  await folderOf(ports, Object.fromEntries(named), directory);
  return packaged;
}
