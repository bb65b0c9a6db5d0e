import { createHash, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageId, writeHoneJson } from '../../adapters/guard/package-id.ts';
import { signedBytes } from '../../adapters/guard/package-signature.ts';
import { signingKey } from '../../adapters/guard/signing-key.ts';

const hashOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A new key pair: the private one's PEM is written to `path`, the public one's is the answer. */
export async function makeKey(path: string): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Writes a whole, signed package of bytes that are no model, as the stage `package` lays it out. Answers its id and its files. */
export async function writePackageFolder(directory: string, keyPath: string): Promise<{ readonly id: string; readonly files: Readonly<Record<string, string>> }> {
  const contents: Record<string, string> = { 'model.onnx': 'a model', 'tokenizer.json': '{"model":{}}', 'evidence.json': '{"schema":1}', 'MODEL_CARD.md': '# Card\n', 'smoke.json': '{}' };
  for (const [name, text] of Object.entries(contents)) await writeFile(join(directory, name), text);
  const [model, tokenizer] = [hashOf(contents['model.onnx']!), hashOf(contents['tokenizer.json']!)];
  const description = { schema: 1, labels: ['benign', 'malicious'], threshold: 0.5, maxTokens: 128, calibration: null, normaliser: 'none', precision: 'int8', files: { 'model.onnx': model, 'tokenizer.json': tokenizer } } as const;
  await writeHoneJson(directory, description);
  const honeJson = hashOf(`{"calibration":null,"files":{"model.onnx":"${model}","tokenizer.json":"${tokenizer}"},"labels":["benign","malicious"],"maxTokens":128,"normaliser":"none","precision":"int8","schema":1,"threshold":0.5}`);
  const files = { ...Object.fromEntries(Object.entries(contents).map(([name, text]) => [name, hashOf(text)])), 'hone.json': honeJson };
  const id = packageId({ 'model.onnx': model, 'tokenizer.json': tokenizer, 'hone.json': honeJson });
  const signer = signingKey(keyPath);
  const signature = JSON.stringify({ schema: 1, algorithm: 'Ed25519', keyId: signer.keyId, publicKey: signer.publicKey, packageId: id, files, signature: signer.sign(signedBytes({ packageId: id, files })) });
  await writeFile(join(directory, 'signature.json'), signature);
  const summed = { ...files, 'signature.json': hashOf(signature) };
  await writeFile(join(directory, 'SHA256SUMS'), Object.entries(summed).map(([name, hash]) => `${hash}  ${name}\n`).join(''));
  return { id, files };
}
