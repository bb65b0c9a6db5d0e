import { s3Store } from '../../../adapters/s3-store.ts';

/** Opens an S3 store, as every process of Hone does at start. */
s3Store({ bucket: 'none', region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
if (process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] !== undefined) throw new Error('The switch was left on.');
