import type { Certificate, Look } from '../../../domain/certificate.ts';
import { checkLook } from '../../../domain/evidence/check-look.ts';
import type { ClaimedLook } from '../../../domain/evidence/check-look.ts';
import { skipped } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import type { ObjectStore } from '../../../domain/ports/object-store.ts';
import { artifactKey } from '../../../domain/artifact-ref.ts';
import type { Manifest } from '../../engine/manifests.ts';
import type { Release, Tools } from '../release.ts';

/** The ledger of the certification set against this certificate and every other one in the store. */
export async function lookLedger({ ports: { store } }: Tools, { evidence: { certificate }, lineage }: Release): Promise<Finding> {
  const certify = lineage.stage('certify');
  if (!certificate || !certify) return skipped('The package was not certified, or this store does not know the run.');
  const ledger = await readAll<Look>(store, `looks/${certificate.set.sha256}/`);
  return checkLook(certify.key, certificate, ledger, await claimedLooks(store));
}

/** Of every certificate that any run left; one whose artifact is gone claims nothing any more. */
async function claimedLooks(store: ObjectStore): Promise<ClaimedLook[]> {
  const manifests = await readAll<Manifest>(store, 'manifests/certify/');
  const claims = await Promise.all(
    manifests.map(async ({ key, outputs }) => {
      const stored = outputs.certificate && (await store.read(artifactKey(outputs.certificate.sha256)));
      if (!stored) return [];
      const { look, set } = JSON.parse(Buffer.from(stored.bytes).toString()) as Certificate;
      return [{ key, set: set.sha256, number: look.number }];
    }),
  );
  return claims.flat();
}

async function readAll<T>(store: ObjectStore, prefix: string): Promise<T[]> {
  const keys = await store.list(prefix);
  const stored = await Promise.all(keys.map((key) => store.read(key)));
  return stored.flatMap((each) => (each ? [JSON.parse(Buffer.from(each.bytes).toString()) as T] : []));
}
