import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';

/**
 * The one data converter of every client, worker and test. Payloads stay plain JSON, which the UI's form sends; failure
 * attributes are encoded as payloads, ready for a codec.
 */
export const dataConverter: DataConverter = {
  failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
};
