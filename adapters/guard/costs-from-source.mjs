/** Starts costs-process.ts from its TypeScript source, as worker-from-source.mjs does for the scoring threads. */
import { register } from 'tsx/esm/api';

register();
await import('./costs-process.ts');
