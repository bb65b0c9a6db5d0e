import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stageSources } from './stage-sources.ts';
import type { StageSources } from './stage-sources.ts';

/**
 * Records the sources each stage version stands for. Refuses while a stage's sources changed under the same version:
 * raise it in domain/stage-versions.ts first, or say `--same-meaning` when no output can differ (a rename, a comment).
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const lock = fileURLToPath(new URL('../activities/stage-sources.lock.json', import.meta.url));
const before = existsSync(lock) ? (JSON.parse(readFileSync(lock, 'utf8')) as Record<string, StageSources>) : {};
const now = stageSources(root);
const changed = Object.entries(now).filter(([unit, { version, sha256 }]) => before[unit]?.version === version && before[unit].sha256 !== sha256);
if (changed.length > 0 && !process.argv.includes('--same-meaning')) {
  console.error(`Sources changed under the same version: ${changed.map(([unit]) => unit).join(', ')}. Raise it in domain/stage-versions.ts, or pass --same-meaning.`);
  process.exitCode = 1;
} else writeFileSync(lock, `${JSON.stringify(now, null, 2)}\n`);
