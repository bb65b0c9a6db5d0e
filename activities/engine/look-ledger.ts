import type { Look } from '../../domain/certificate.ts';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';

/**
 * Takes a look at a certification set version before any of its scores are seen. Looks are counted over all runs; the
 * same certificate (a retry, a reset) is the same look. All looks at a version are declared with one number: each spends that part of what
 * may go wrong, and parts of different size would sum to more.
 * @throws HoneError HONE_LOOKS_USED_UP when the declared looks are spent; `fresh` says how many rows a new set version needs.
 * HONE_INVALID_INPUT when an earlier look was declared as one of another number.
 */
export async function takeLook(store: ObjectStore, setVersion: string, certificate: string, run: string, declared: number, fresh: string): Promise<Look> {
  for (let number = 1; number <= declared; number++) {
    const key = `looks/${setVersion}/${String(number).padStart(4, '0')}.json`;
    const look: Look = { number, certificate, run, at: new Date().toISOString(), declared };
    if (await store.create(key, Buffer.from(JSON.stringify(look)))) return look;
    const taken = JSON.parse(Buffer.from((await store.read(key))!.bytes).toString()) as Look;
    if (taken.certificate === certificate) return taken;
    if (taken.declared !== undefined && taken.declared !== declared) {
      throw invalidInput('certification.looks', declared, `Look ${taken.number} at set ${setVersion.slice(0, 12)} was declared as one of ${taken.declared}: write ${taken.declared}, or bring fresh rows, which make a new set version.`);
    }
  }
  throw new HoneError(
    'HONE_LOOKS_USED_UP',
    `certification.looks: all ${declared} declared looks at set ${setVersion.slice(0, 12)} are spent. Collect fresh rows, which make a new set version. It takes ${fresh}.`,
  );
}
