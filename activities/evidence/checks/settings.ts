import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import type { Profile } from '../../../domain/profile.ts';
import type { CertifyParameters } from '../../certify.ts';
import type { ConvertParameters } from '../../convert.ts';
import { sha256Of } from '../../engine/artifacts.ts';
import type { MineParameters } from '../../mine.ts';
import type { Release, Tools } from '../release.ts';

/** Gates, looks, seed, cut and the rule of the threshold are those of the profile as it was frozen when the run began. */
export async function settings({ ports }: Tools, { evidence: { run }, lineage }: Release): Promise<Finding> {
  const stored = await ports.store.read(`runs/${run.id}/profile.json`);
  if (!stored && lineage.manifests.length > 0) return fail(`This store has stages of run ${run.id}, and no frozen profile that they could be compared with.`);
  if (!stored) return skipped(`This store has no frozen profile of run ${run.id}.`);
  if (sha256Of(stored.bytes) !== run.profileHash) return fail(`The frozen profile of run ${run.id} is not the one that the evidence names.`);
  const { seed, cuts, gates, certification, threshold } = JSON.parse(Buffer.from(stored.bytes).toString()) as Profile;
  const [mine, convert, certify] = ['mine', 'convert', 'certify'].map((stage) => lineage.stage(stage)?.identity.parameters);
  if (!certify) return skipped('The package was not certified, so no setting of a gate applies.');
  const { gates: judged, looks, seed: judgedBy } = certify as CertifyParameters;
  const asked = { certify: { gates, looks: certification.looks, seed }, mine: { seed, cuts }, convert: { ...threshold, seed } };
  const used = {
    certify: { gates: judged, looks, seed: judgedBy },
    mine: mine ? { seed: (mine as MineParameters).seed, cuts: (mine as MineParameters).cuts } : asked.mine,
    convert: convert ? fitted(convert as ConvertParameters) : asked.convert,
  };
  const other = differences(asked, used);
  if (other.length === 0) return pass(`Gates, looks, seed, cut and threshold rule are those of profile ${run.profile} as frozen for the run.`);
  return fail(`Not as the profile was frozen: ${someOf(other)}. An operator who changes settings of a parked stage does this too; then the evidence is for those settings.`);
}

function fitted({ threshold, seed }: ConvertParameters): object {
  return 'fixed' in threshold ? threshold : { aim: threshold.aim, delta: threshold.delta, seed };
}
