/**
 * A reference to immutable bytes in the artifact store. References travel through workflows, rows never do.
 * `uri` is `store:<key>`; `sha256` is lower-case hex of the bytes; `rows` is set for tables.
 */
export interface ArtifactRef {
  readonly uri: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows?: number;
}

/** JSON values: what parameters, summaries and manifests are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Content address of a blob: one key per hash, so equal bytes are stored once. */
export function artifactKey(sha256: string): string {
  return `artifacts/${sha256.slice(0, 2)}/${sha256}`;
}
