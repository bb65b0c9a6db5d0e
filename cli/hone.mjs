#!/usr/bin/env node
// The same command in a checkout, where it runs the TypeScript sources, and installed, where it runs what was built.
import { existsSync } from 'node:fs';

const source = new URL('./main.ts', import.meta.url);
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  await import('./main.js');
}
