import { S3Client } from '@aws-sdk/client-s3';

export interface S3ClientOptions {
  /** Needed by AWS itself unless its own environment or files say it; other servers take any. */
  readonly region?: string;
  /** URL of an S3-compatible server; AWS when not given. */
  readonly endpoint?: string;
  /** `endpoint/bucket/key` in place of `bucket.endpoint/key`: what most servers other than AWS need. */
  readonly forcePathStyle?: boolean;
  /** The SDK's default chain (environment, profile, instance role) when not given. */
  readonly credentials?: S3Credentials;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A client that does not print the SDK's notice about Node 20, which Hone supports on purpose. */
export function s3Client({ region, endpoint, forcePathStyle, credentials }: S3ClientOptions): S3Client {
  return withoutVersionNotice(
    () =>
      new S3Client({
        logger: SILENT,
        ...(region === undefined ? {} : { region }),
        ...(endpoint === undefined ? {} : { endpoint, region: region ?? 'us-east-1' }),
        ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
        // A copy: the SDK writes into the object it is given, and settings are frozen.
        ...(credentials === undefined ? {} : { credentials: { ...credentials } }),
      }),
  );
}

/** The SDK warns on the console of requests it does not repeat; the store repeats them, and reports what fails for good. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Errors reach the caller.
}

const SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** The SDK reads this variable in the constructor and never again, so it is set for that moment only. */
function withoutVersionNotice<T>(make: () => T): T {
  const before = process.env[SWITCH];
  process.env[SWITCH] = 'true';
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[SWITCH];
    else process.env[SWITCH] = before;
  }
}
