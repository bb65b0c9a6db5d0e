import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';

/**
 * The one data converter of every client, worker and test. Payloads stay plain JSON, which the UI's form sends, and failure
 * messages readable; a codec would be named here.
 */
export const dataConverter: DataConverter = {
  failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
};
