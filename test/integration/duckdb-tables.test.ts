import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { duckdbTables } from '../../adapters/duckdb-tables.ts';
import type { Tables } from '../../domain/ports/tables.ts';

const COLUMNS = { id: 'text', text: 'text', score: 'double', tokens: 'integer', seen: 'boolean' } as const;

/** Texts that files and SQL like to spoil. */
const AWKWARD = ['', ' ', 'NULL', "it's", '"quoted"', 'a\\b', 'line\nline\r\nline', 'tab\t', '\u0000 zero', 'caf\u00e9', 'cafe\u0301', '\u{1f469}\u200d\u{1f4bb} \u{1f1e9}\u{1f1ea}', '\u202eright to left', '\u200bzero width', '\ufeffmark', '\u65e5\u672c\u8a9e', 'x'.repeat(100_000)];

let directory = '';
let tables: Tables;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-tables-'));
  tables = duckdbTables({ temporaryDirectory: join(directory, 'spill') });
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('round trip', () => {
  const rows = AWKWARD.map((text, n) => ({ id: `r${String(n).padStart(2, '0')}`, text, score: n / 7, tokens: n, seen: n % 2 === 0 }));

  test('gives back awkward texts exactly', async () => {
    const path = join(directory, 'awkward.parquet');
    await tables.write(path, COLUMNS, rows, 'id');
    expect(await tables.read(path)).toEqual(rows);
  });

  test('is readable by pyarrow, with the same texts', async () => {
    const [path, out] = [join(directory, 'for-python.parquet'), join(directory, 'from-python.json')];
    await tables.write(path, COLUMNS, rows, 'id');
    const script = 'import json, sys, pyarrow.parquet as pq; json.dump(pq.read_table(sys.argv[1]).to_pylist(), open(sys.argv[2], "w"))';
    await execa(PYTHON, ['-c', script, path, out]);
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(rows);
  }, 60_000);

  test('replaces lone surrogates, which UTF-8 can not hold', async () => {
    const path = join(directory, 'surrogates.parquet');
    await tables.write(path, { id: 'text' }, [{ id: 'a\ud800b\udc00' }], 'id');
    expect(await tables.read(path)).toEqual([{ id: 'a\ufffdb\ufffd' }]);
  });

  test('keeps extreme numbers, and null where there is no value', async () => {
    const path = join(directory, 'numbers.parquet');
    const extremes = [
      { id: 'a', score: 5e-324, tokens: Number.MAX_SAFE_INTEGER, seen: true, text: 'x' },
      { id: 'b', score: -Infinity, tokens: Number.MIN_SAFE_INTEGER, seen: false, text: 'x' },
      { id: 'c', score: NaN, tokens: 0 },
      { id: 'd', score: 0.1 + 0.2, tokens: null, text: undefined },
    ];
    await tables.write(path, COLUMNS, extremes, 'id');
    expect(await tables.read(path)).toEqual([extremes[0], extremes[1], { ...extremes[2], text: null, seen: null }, { ...extremes[3], text: null, seen: null }]);
  });

  test('an empty table keeps its columns', async () => {
    const path = join(directory, 'empty.parquet');
    await tables.write(path, COLUMNS, [], 'id');
    expect(await tables.read(path)).toEqual([]);
    const { stdout } = await execa(PYTHON, ['-c', 'import sys, pyarrow.parquet as pq; print(pq.read_schema(sys.argv[1]))', path]);
    expect(stdout.split('\n').slice(0, 5)).toEqual(['id: string', 'text: string', 'score: double', 'tokens: int64', 'seen: bool']);
  }, 60_000);
});

describe('80,000 rows', () => {
  const count = 80_000;
  const rows = Array.from({ length: count }, (_, n) => ({ id: `r${String(n).padStart(6, '0')}`, text: `prompt ${n} ${'lorem ipsum '.repeat(n % 13)}`, score: n / count, tokens: n, seen: n % 3 === 0 }));
  const shuffled = rows.map((_, n) => rows[(n * 7_919) % count]!);

  test('have one set of bytes, whatever their order, the instance and the memory limit', async () => {
    const paths = ['one', 'two', 'three'].map((name) => join(directory, `${name}.parquet`));
    await tables.write(paths[0]!, COLUMNS, rows, 'id');
    await tables.write(paths[1]!, COLUMNS, shuffled, 'id');
    await duckdbTables({ memoryLimit: '200MB', temporaryDirectory: join(directory, 'spill') }).write(paths[2]!, COLUMNS, shuffled, 'id');
    const [one, two, three] = await Promise.all(paths.map((path) => readFile(path)));
    expect(two!.equals(one!)).toBe(true);
    expect(three!.equals(one!)).toBe(true);
  }, 60_000);

  test('are read in ranges of file order', async () => {
    const path = join(directory, 'ranges.parquet');
    await tables.write(path, COLUMNS, shuffled, 'id');
    expect(await tables.read(path, { from: 0, to: 2 })).toEqual(rows.slice(0, 2));
    expect(await tables.read(path, { from: 20_479, to: 20_482 })).toEqual(rows.slice(20_479, 20_482));
    expect(await tables.read(path, { from: count - 1, to: count + 10 })).toEqual(rows.slice(-1));
    expect(await tables.read(path, { from: count, to: count + 10 })).toEqual([]);
    expect(await tables.read(path, { from: 5, to: 5 })).toEqual([]);
    expect(await tables.read(path)).toEqual(rows);
  }, 60_000);

  test('are read piece by piece, in file order, by a reader that may stop early', async () => {
    const path = join(directory, 'pieces.parquet');
    await tables.write(path, COLUMNS, shuffled, 'id');
    const pieces: object[][] = [];
    for await (const piece of tables.pieces(path)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.flat()).toEqual(rows);
    for await (const piece of tables.pieces(path)) {
      expect(piece).toEqual(pieces[0]);
      break;
    }
    expect(await tables.read(path, { from: 0, to: 2 })).toEqual(rows.slice(0, 2));
  }, 60_000);

  test('can be written and read by several at once', async () => {
    const paths = [0, 1, 2, 3].map((n) => join(directory, `at-once-${n}.parquet`));
    await Promise.all(paths.map((path, n) => tables.write(path, COLUMNS, rows.slice(n * 1_000, n * 1_000 + 1_000), 'id')));
    const read = await Promise.all(paths.map((path) => tables.read(path)));
    expect(read).toEqual([0, 1, 2, 3].map((n) => rows.slice(n * 1_000, n * 1_000 + 1_000)));
  }, 60_000);
});

test('rows with equal keys still have one order', async () => {
  const twins = [{ id: 'x', text: 'b' }, { id: 'x', text: 'a' }, { id: 'x', text: null }];
  const [one, two] = [join(directory, 'twins-1.parquet'), join(directory, 'twins-2.parquet')];
  await tables.write(one, { id: 'text', text: 'text' }, twins, 'id');
  await tables.write(two, { id: 'text', text: 'text' }, [...twins].reverse(), 'id');
  expect((await readFile(two)).equals(await readFile(one))).toBe(true);
});

test('column names and paths are taken literally', async () => {
  const folder = join(directory, "it's [a] *?* folder");
  await mkdir(folder);
  const columns = { 'select "x"': 'integer', constructor: 'text' } as const;
  await tables.write(join(directory, 't.parquet'), columns, [{ 'select "x"': 1, constructor: 'mine' }], 'constructor');
  expect(await tables.read(join(directory, 't.parquet'))).toEqual([{ 'select "x"': 1, constructor: 'mine' }]);
});

describe('refusals', () => {
  test('a value that is not of its column names row and column, but not the value, and leaves nothing', async () => {
    const folder = await mkdtemp(join(directory, 'refused-'));
    const refused = { code: 'HONE_INVALID_INPUT', message: 'rows[1].tokens: "string" is not valid. The column holds integer.' };
    await expect(tables.write(join(directory, 't.parquet'), COLUMNS, [{ id: 'a', tokens: 1 }, { id: 'b', tokens: 'secret' }], 'id')).rejects.toMatchObject(refused);
    await expect(tables.write(join(directory, 't.parquet'), COLUMNS, [{ id: 'a', tokens: 1.5 }], 'id')).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
    await expect(tables.write(join(directory, 't.parquet'), COLUMNS, [], 'nope')).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('"nope"') });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a missing file, and one that is not Parquet', async () => {
    await expect(tables.read(join(directory, 'absent.parquet'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    await writeFile(join(directory, 'text.parquet'), 'this is no table');
    await expect(tables.read(join(directory, 'text.parquet'))).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('text.parquet') });
    await expect(tables.pieces(join(directory, 'absent.parquet')).next()).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    await expect(tables.pieces(join(directory, 'text.parquet')).next()).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('text.parquet') });
  });
});

const PYTHON = fileURLToPath(new URL('../../.hone/python/bin/python', import.meta.url));

describe('a database on disk', () => {
  test('keeps rows in their order, answers queries meanwhile, and copies what `write` would', async () => {
    const path = join(directory, 'scratch.duckdb');
    const rows = Array.from({ length: 5_000 }, (_, index) => ({ id: `r${(index * 7919) % 5_000}`, text: `\ufefftext ${index}`, n: index }));
    const columns = { id: 'text', text: 'text', n: 'integer' } as const;
    await tables.withDatabase(path, async (database) => {
      const appender = await database.createTable('rows', columns);
      appender.append(rows.slice(0, 3_000));
      appender.append([]);
      appender.append(rows.slice(3_000));
      appender.close();
      const read: object[] = [];
      for await (const some of database.query<object>('SELECT * FROM rows')) {
        read.push(...some);
        await database.run('CREATE TABLE IF NOT EXISTS other AS SELECT count(*) AS n FROM rows');
      }
      expect(read).toEqual(rows);
      expect(await database.copy('SELECT n, text, id FROM rows WHERE n >= 0', Object.keys(columns), join(directory, 'copied.parquet'), 'id')).toBe(5_000);
    });
    await tables.write(join(directory, 'written.parquet'), columns, rows, 'id');
    expect(await readFile(join(directory, 'copied.parquet'))).toEqual(await readFile(join(directory, 'written.parquet')));
  });

  test('a wrong statement is an error, and the next database works', async () => {
    await expect(tables.withDatabase(join(directory, 'wrong.duckdb'), (database) => database.run('SELECT nonsense'))).rejects.toMatchObject({ code: 'HONE_INTERNAL' });
    await expect(tables.withDatabase(join(directory, 'right.duckdb'), async (database) => database.run('CREATE TABLE t (n INTEGER)'))).resolves.toBeUndefined();
  });
});

test('what does not fit in memory goes to a folder that need not be there, nor those above it', async () => {
  const small = duckdbTables({ memoryLimit: '200MB', temporaryDirectory: join(directory, 'not', 'yet', 'there') });
  const sorted = await small.withDatabase(join(directory, 'large.duckdb'), async (database) => {
    await database.run(`CREATE TABLE wide AS SELECT range AS n, repeat(md5(range::VARCHAR), 20) AS text FROM range(500000)`);
    return database.copy('SELECT * FROM wide', ['text', 'n'], join(directory, 'sorted.parquet'), 'text');
  });
  expect(sorted).toBe(500_000);
  expect(await readdir(join(directory, 'not', 'yet'))).toEqual(['there']);
}, 60_000);
