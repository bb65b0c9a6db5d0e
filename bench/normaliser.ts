import { execa } from 'execa';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTokenizer } from '../adapters/guard/tokenizer.ts';
import { unicode1 } from '../adapters/guard/unicode-1.ts';
import { readSettings } from '../adapters/settings.ts';
import { PERTURBATIONS } from '../augmentation/perturbations.ts';
import { robustnessSet } from '../augmentation/robustness-set.ts';
import { byHash } from '../domain/by-hash.ts';
import type { Normaliser } from '../domain/normaliser.ts';
import { record, tableRow } from './record.ts';
import { sampleRows } from './sample-rows.ts';

/**
 * How many disguised attacks have the tokens of their plain twins, with the normaliser and without, by perturbation; and what it costs a
 * prompt of real traffic. `tsx bench/normaliser.ts [--attacks 300]`
 */
const { values } = parseArgs({ options: { attacks: { type: 'string', default: '300' } } });
const attacks = byHash(sampleRows('attacks'), 'bench normaliser', 7).slice(0, Number(values.attacks)).map((row) => ({ ...row, groupId: row.id }));
const tokenizers = { none: await tokenizerWith('none'), 'unicode-1': await tokenizerWith('unicode-1') };

const table = PERTURBATIONS.map((kind) => {
  const rows = robustnessSet(attacks, { seed: 7, severities: [0.3], perturbations: [kind] });
  const texts = new Map(attacks.map(({ id, text }) => [id, text]));
  const back = (normaliser: Normaliser): number => rows.filter(({ text, sourceId }) => same(tokenizers[normaliser](text), tokenizers[normaliser](texts.get(sourceId)!))).length / rows.length;
  return { perturbation: kind.id, rows: rows.length, none: back('none'), unicode1: back('unicode-1') };
});
const traffic = byHash(sampleRows('traffic'), 'bench normaliser', 7).slice(0, 5000).map((row) => row.text);
const ascii = traffic.filter((text) => /^[\0-\x7f]*$/.test(text));
const other = traffic.filter((text) => !/^[\0-\x7f]*$/.test(text));
const microseconds = { ascii: cost(ascii), other: cost(other), disguised: cost(robustnessSet(attacks, { seed: 7, severities: [0.3], perturbations: PERTURBATIONS.filter(({ id }) => ['zero-width', 'fullwidth'].includes(id)) }).map(({ text }) => text)) };
record('normaliser', { attacks: attacks.length, severity: 0.3, table, microseconds, asciiShare: ascii.length / traffic.length }, {});
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
for (const { perturbation, rows, none, unicode1: with1 } of table) tableRow(perturbation, `${rows} | ${percent(none)} | ${percent(with1)}`);

async function tokenizerWith(normaliser: Normaliser): Promise<(text: string) => readonly number[]> {
  const directory = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  try {
    const path = join(directory, 'tokenizer.json');
    const program = 'import sys; from hone_trainer import model; model.load_tokenizer(model.model_folder("packaged:all-MiniLM-L6-v2"), normaliser=sys.argv[1]).save(sys.argv[2])';
    await execa(readSettings().python, ['-c', program, normaliser, path], { env: { PYTHONPATH: new URL('../trainer', import.meta.url).pathname } });
    return buildTokenizer(JSON.parse(await readFile(path, 'utf8')), 128);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** Microseconds a text, the median of nine passes after one to warm up. */
function cost(texts: readonly string[]): number {
  const passes = Array.from({ length: 10 }, () => {
    const startedAt = performance.now();
    for (const text of texts) unicode1(text);
    return (1000 * (performance.now() - startedAt)) / texts.length;
  });
  return passes.slice(1).sort((a, b) => a - b)[4]!;
}
