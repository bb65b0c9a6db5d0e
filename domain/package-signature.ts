/** `signature.json`: who released a package, and every file it vouches for. */
export interface PackageSignature {
  readonly schema: 1;
  readonly algorithm: 'Ed25519';
  readonly keyId: string;
  /** PEM; a reader trusts a key it was given, not this one. */
  readonly publicKey: string;
  readonly packageId: string;
  /** SHA-256 of each file by name: the package's own three and its attachments. */
  readonly files: Readonly<Record<string, string>>;
  /** Of the canonical JSON (RFC 8785) of `packageId`, `files` and `purpose: "hone-package"`; in base64. */
  readonly signature: string;
}

/** What is signed; the purpose keeps a signature from being taken for one of something else. */
export function signedContent({ packageId, files }: Pick<PackageSignature, 'packageId' | 'files'>): object {
  return { purpose: 'hone-package', packageId, files };
}
