import { readHistory } from '../activities/engine/registry-history.ts';
import { HoneError } from '../domain/errors.ts';
import type { EvidenceDocument } from '../domain/evidence/evidence-document.ts';
import { artifactKey } from '../domain/artifact-ref.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { RunView } from '../domain/run-view.ts';
import { parseEvidence } from '../schemas/evidence.ts';
import { stageOutputs } from './stage-outputs.ts';

/**
 * The evidence of a run's package with what came of it, from the store: there as soon as the package is, so also while the run waits
 * for approval. @throws HoneError HONE_NOT_FOUND where the run has made no package, or one whose evidence an earlier Hone wrote.
 */
export async function evidenceDocument(store: ObjectStore, view: RunView): Promise<EvidenceDocument> {
  const stage = view.stages.find((each) => each.stage === 'package');
  const ref = stage && (await stageOutputs(store, stage)).evidence;
  const stored = ref && (await store.read(artifactKey(ref.sha256)));
  if (!stored) throw new HoneError('HONE_NOT_FOUND', `evidence: ${view.run} has made no package${view.verdict ? `; it ended as ${view.verdict}` : ' yet'}.`);
  const json = JSON.parse(Buffer.from(stored.bytes).toString()) as { readonly schema?: unknown };
  if (json.schema === 1) throw new HoneError('HONE_NOT_FOUND', `evidence: that of ${view.run} was written by an earlier Hone, which kept less. \`hone run --refresh package\` makes it anew.`);
  const evidence = parseEvidence(json);
  const history = evidence.run.model === null ? [] : await readHistory(store, evidence.run.model);
  const moves = history.filter(({ to }) => to === evidence.packageId).map(({ alias, at, by, reason, evidenceHash, waiver }) => ({ alias, at, by, reason, evidenceHash, ...(waiver && { waiver }) }));
  return { evidenceHash: ref.sha256, evidence, release: { run: view.run, verdict: view.verdict, waitsForApproval: view.approval !== null, moves } };
}
