import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { artifactFault } from '../../engine/artifacts.ts';
import { keyOf } from '../../engine/identity.ts';
import type { Manifest } from '../../engine/manifests.ts';
import type { Ports } from '../../ports.ts';
import type { Release, Tools } from '../release.ts';
import { certifiedStages } from './certified-stages.ts';

/**
 * Every stage that the evidence names is in the store under the hash of its own identity, left behind what the evidence says, whose bytes
 * are whole, and worked on what the stages before it had left behind.
 */
export async function stageChain({ ports }: Tools, release: Release): Promise<Finding> {
  const { evidence, lineage, packaged, quick } = release;
  if (evidence.stages.length === 0) return evidence.certificate ? fail('The evidence has a certificate and names no stages.') : skipped('The evidence names no stages.');
  if (lineage.manifests.length === 0 && !packaged) return skipped('This store knows none of the stages: HONE_STORE must name the store of the run.');
  const byKey = new Map(lineage.manifests.map((manifest) => [manifest.key, manifest]));
  const faults = certifiedStages(release);
  for (const stated of evidence.stages) {
    const manifest = byKey.get(stated.key);
    if (!manifest) faults.push(`${stated.stage} is not in the store`);
    else faults.push(...statedOtherwise(stated, manifest), ...(await brokenOutputs(ports, manifest, quick)), ...looseInputs(manifest, lineage.manifests));
  }
  if (faults.length > 0) return fail(`${faults.length} breaks in the chain of stages: ${someOf(faults)}.`);
  const outputs = lineage.manifests.reduce((sum, manifest) => sum + Object.keys(manifest.outputs).length, 0);
  return pass(`${lineage.manifests.length} stages have the key of their identity, worked on what those before them left, and left ${outputs} artifacts ${quick ? 'of the right size' : 'whose bytes are whole'}.`);
}

function statedOtherwise(stated: Release['evidence']['stages'][number], { identity, key, outputs }: Manifest): string[] {
  const actual = Object.fromEntries(Object.entries(outputs).map(([name, { sha256 }]) => [name, sha256]));
  const other = differences({ inputs: stated.inputs, outputs: stated.outputs }, { inputs: identity.inputs, outputs: actual });
  return [...(keyOf(identity) === key ? [] : [`the key of ${stated.stage} is not the hash of its identity`]), ...other.map((path) => `the evidence states ${path} of ${stated.stage} otherwise`)];
}

async function brokenOutputs(ports: Ports, { identity, outputs }: Manifest, quick: boolean): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, ref] of Object.entries(outputs)) {
    const fault = quick ? await sizeFault(ports, ref) : await artifactFault(ports, ref);
    if (fault !== undefined) faults.push(`${name} of ${identity.unit} ${fault}`);
  }
  return faults;
}

async function sizeFault({ store }: Ports, { uri, bytes }: { readonly uri: string; readonly bytes: number }): Promise<string | undefined> {
  const size = await store.size(uri.slice('store:'.length));
  if (size === undefined) return 'is missing';
  return size === bytes ? undefined : 'has another size';
}

/** Inputs that another stage of the run must have left behind. Which set the threshold was fitted on is a check of its own. */
const LINKS: readonly (readonly [stage: RegExp, inputs: readonly string[]])[] = [
  [/^mine$/, ['training', 'traffic', 'attacks']],
  [/^(bootstrap-)?assemble$/, ['training', 'falsePositives', 'covered', 'variations', 'trainingHardNegatives', 'contrastPairs', 'tuning', 'certification']],
  [/(^|-)train$/, ['train', 'validation', 'tuning']],
  [/^(bootstrap-)?convert$/, ['rows', 'traffic', 'weights']],
  [/^(probe|stress)$/, ['tuning', 'train', 'unseen', 'later', 'hardNegatives']],
  [/^certify$/, ['certification', 'hardNegatives', 'probe', 'stress', 'model', 'tokenizer', 'honeJson']],
];

function looseInputs({ identity }: Manifest, all: readonly Manifest[]): string[] {
  const made = new Set(all.flatMap(({ outputs }) => Object.values(outputs).map(({ sha256 }) => sha256)));
  const names = LINKS.find(([stage]) => stage.test(identity.unit))?.[1] ?? [];
  return names.flatMap((name) => {
    const sha256 = identity.inputs[name];
    return sha256 === undefined || made.has(sha256) ? [] : [`${identity.unit} worked on ${name} ${sha256.slice(0, 12)}, which no stage left`];
  });
}
