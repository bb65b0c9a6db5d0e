import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { allDecisions, decide, textHashOf } from '../../../activities/engine/reviews.ts';
import type { FoundDoubts } from '../../../cli/find-doubts.ts';
import { listDoubts } from '../../../cli/list-doubts.ts';
import { exportDoubts, importDecisions } from '../../../cli/review-file.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';
import { row } from '../../support/stage-bench.ts';

const doubt = (text: string, source: string): FoundDoubts['doubts'][number] => ({ textHash: textHashOf(text), stage: 'audit', doubt: { ...row({ id: text, text, source }), score: 0.991, reason: 'why' } });
const FOUND: FoundDoubts = { run: 'r', doubts: [doubt('hid\u200bden \u{e0041}', 'forum'), doubt('b', 'desk')] };

let folder: string;
let file: string;
let out: string;
let store: MemoryStore;
const command = new Command();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-review-'));
  file = join(folder, 'review.jsonl');
  out = '';
  store = new MemoryStore();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const linesOf = (text: string): Record<string, unknown>[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('exportDoubts', () => {
  test('writes a line for each, for its owner only, and what an editor would hide as an escape', async () => {
    await exportDoubts(command, FOUND, file);
    const content = await readFile(file, 'utf8');
    expect(content).toContain('"text":"hid\\u200bden \\udb40\\udc41"');
    expect(linesOf(content)[0]).toEqual({ decision: '', label: 'benign', score: 0.991, reason: 'why', text: 'hid\u200bden \u{e0041}', source: 'forum', category: 'unknown', stage: 'audit', textHash: FOUND.doubts[0]!.textHash });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(out).toBe(`2 labels to decide on in ${file}; fill in each decision (benign, malicious or drop), then \`hone review --import ${file}\`\n`);
  });

  test('never replaces a file', async () => {
    await writeFile(file, 'decisions');
    await expect(exportDoubts(command, FOUND, file)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringMatching(/^export: ".*" is not valid\. Name a new file/) });
    expect(await readFile(file, 'utf8')).toBe('decisions');
  });

  test('to stdout writes the lines and nothing else', async () => {
    await exportDoubts(command, FOUND, '-');
    expect(linesOf(out)).toHaveLength(2);
  });
});

describe('importDecisions', () => {
  const filledIn = async (...decisions: string[]): Promise<void> => {
    await exportDoubts(command, FOUND, '-');
    await writeFile(file, linesOf(out).map((line, index) => JSON.stringify({ ...line, decision: decisions[index] })).join('\n'));
    out = '';
  };

  test('saves the decisions of what was exported and filled in, signed', async () => {
    await filledIn('malicious', '');
    await importDecisions(command, store, file, 'ada');
    expect(await allDecisions(store)).toMatchObject([{ textHash: FOUND.doubts[0]!.textHash, decision: 'malicious', by: 'ada' }]);
    expect(out).toBe('1 decided, 0 known already; decisions count from the next run on: `hone run`\n');
  });

  test('again changes nothing, not who decided', async () => {
    await decide(store, textHashOf('b'), 'drop', 'bob');
    await filledIn('benign', 'drop');
    await importDecisions(command, store, file, 'ada');
    expect(out).toMatch(/^1 decided, 1 known already; /);
    expect((await allDecisions(store)).find(({ textHash }) => textHash === textHashOf('b'))).toMatchObject({ by: 'bob', earlier: [] });
  });

  test('saves nothing unless all lines are right', async () => {
    await filledIn('malicious', 'dorp');
    await expect(importDecisions(command, store, file, 'ada')).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('line 2: decision: "dorp" is not valid.') });
    expect(await allDecisions(store)).toEqual([]);
  });
});

describe('listDoubts', () => {
  test('counts and shows the beginning of each text', () => {
    listDoubts(command, { ...FOUND, doubts: [...FOUND.doubts, doubt(`long\n${'word '.repeat(50)}`, 'desk')] });
    expect(out.split('\n').slice(0, 4)).toEqual([
      '3 labels of r to decide on: 3 benign; 1 forum, 2 desk; 3 audit',
      'label   score  source  from   text',
      'benign  0.991  forum   audit  hid\\u{200b}den \\u{e0041}',
      'benign  0.991  desk    audit  b',
    ]);
    expect(out).toMatch(/ {2}long (word )+word?…\n$/);
  });

  test.each([[null, 'no run has labels to decide on\n'], ['r', 'r has no labels to decide on\n']])('of %s without doubts says so', (run, said) => {
    listDoubts(command, { run, doubts: [] });
    expect(out).toBe(said);
  });
});
