import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { readSettings } from '../adapters/settings.ts';

/**
 * A folder for NLTK_DATA with the corpora that the peers read: WordNet 3.0 out of Debian's `wordnet-base`, for NLTK's own copy is on
 * GitHub only; its lexicographer file names, which Debian leaves out; no other languages; scikit-learn's stop words.
 * @throws where there is no apt that has the package
 */
export async function nltkData(python: string): Promise<string> {
  const directory = join(readSettings().home, 'bench', 'nltk-data-1');
  const done = join(directory, 'complete');
  if (existsSync(done)) return directory;
  const packed = await mkdtemp(join(tmpdir(), 'hone-wordnet-'));
  try {
    await execa('apt-get', ['download', 'wordnet-base'], { cwd: packed });
    const archive = (await readdir(packed)).find((name) => name.endsWith('.deb'));
    await execa('dpkg-deb', ['-x', join(packed, archive ?? ''), packed]);
    await mkdir(join(directory, 'corpora/omw-1.4'), { recursive: true });
    await cp(join(packed, 'usr/share/wordnet'), join(directory, 'corpora/wordnet'), { recursive: true });
  } finally {
    await rm(packed, { recursive: true, force: true });
  }
  await writeFile(join(directory, 'corpora/wordnet/lexnames'), LEXNAMES.map(([name, pos], index) => `${String(index).padStart(2, '0')}\t${name}\t${pos}\n`).join(''));
  await writeFile(join(directory, 'corpora/wordnet/index.sense'), '');
  const { stdout } = await execa(python, ['-c', 'from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS as words; print("\\n".join(sorted(words)))']);
  await mkdir(join(directory, 'corpora/stopwords'), { recursive: true });
  await writeFile(join(directory, 'corpora/stopwords/english'), `${stdout}\n`);
  await writeFile(done, '');
  return directory;
}

/** Names and part of speech by number (lexnames(5WN)): 1 noun, 2 verb, 3 adjective, 4 adverb. */
const LEXNAMES: readonly (readonly [name: string, pos: number])[] = [
  ...['adj.all', 'adj.pert'].map((name) => [name, 3] as const),
  ['adv.all', 4],
  ...'Tops act animal artifact attribute body cognition communication event feeling food group location motive object person phenomenon plant possession process quantity relation shape state substance time'
    .split(' ')
    .map((name) => [`noun.${name}`, 1] as const),
  ...'body change cognition communication competition consumption contact creation emotion motion perception possession social stative weather'.split(' ').map((name) => [`verb.${name}`, 2] as const),
  ['adj.ppl', 3],
];
