import type { ObjectStore } from '../domain/ports/object-store.ts';
import { fileStore } from './file-store.ts';
import { s3Store } from './s3-store.ts';
import type { Settings } from './settings.ts';

/** The object store that `HONE_STORE` names. */
export function openStore({ store }: Pick<Settings, 'store'>): ObjectStore {
  switch (store.kind) {
    case 'file':
      return fileStore(store.directory);
    case 's3':
      return s3Store(store);
  }
}
