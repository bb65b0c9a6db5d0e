import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { stageSources } from '../../../scripts/stage-sources.ts';
import type { StageSources } from '../../../scripts/stage-sources.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const locked = JSON.parse(readFileSync(new URL('../../../activities/stage-sources.lock.json', import.meta.url), 'utf8')) as Record<string, StageSources>;

test.each(Object.entries(stageSources(root)))('%s means what its version says: else raise it and run npm run lock-stages', (unit, now) => {
  expect(now).toEqual(locked[unit]);
});
