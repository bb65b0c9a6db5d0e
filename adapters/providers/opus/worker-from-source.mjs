/** Starts worker.ts from its TypeScript source: tsx's own `--import` does nothing in a worker thread on Node 20. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
