import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { invalidInput } from '../../domain/errors.ts';
import type { Signer } from '../../domain/ports/signer.ts';
import { reasonOf } from '../file-fault.ts';

/** Signs with the Ed25519 private key in a PEM file. @throws HoneError HONE_INVALID_INPUT when the file holds none. */
export function signingKey(path: string): Signer {
  const privateKey = ed25519(path, () => createPrivateKey(readFileSync(path)));
  const publicKey = createPublicKey(privateKey);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64'),
  };
}

/** An Ed25519 public key. `what` is what errors call it. @throws HoneError HONE_INVALID_INPUT */
export function readPublicKey(pem: string, what: string): KeyObject {
  return ed25519(what, () => {
    if (pem.includes('PRIVATE KEY')) throw new Error('it holds a private key');
    return createPublicKey(pem);
  });
}

/** SHA-256 of a public key's SPKI bytes, in lower-case hex. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
}

function ed25519(what: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw invalidInput(what, '(key)', `It is no PEM of an Ed25519 key (${reasonOf(error)}); docs/package.md says how to make one.`);
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw invalidInput(what, `(${key.asymmetricKeyType} key)`, 'Use an Ed25519 key; docs/package.md says how to make one.');
}
