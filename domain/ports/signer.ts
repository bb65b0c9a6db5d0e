/** Signs what is released. */
export interface Signer {
  /** SHA-256 of the public key (SPKI, DER), in lower-case hex. */
  readonly keyId: string;
  /** PEM of the public key. */
  readonly publicKey: string;
  /** Ed25519 signature of the bytes, in base64. Equal bytes have equal signatures. */
  sign(bytes: Uint8Array): string;
}
