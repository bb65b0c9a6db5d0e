import { invalidInput } from '../domain/errors.ts';
import type { Datasets } from '../domain/ports/datasets.ts';
import type { S3ClientOptions } from './s3-client.ts';
import { s3Store } from './s3-store.ts';

/** Datasets in any bucket that the credentials reach. @throws HoneError HONE_INVALID_INPUT for an address that is none. */
export function s3Datasets(options: S3ClientOptions): Datasets {
  return {
    download: async (uri, path) => {
      const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
      if (bucket === undefined || key === undefined) throw invalidInput('uri', uri, 'Write s3://bucket/key.');
      await s3Store({ ...options, bucket }).download(key, path);
    },
  };
}
