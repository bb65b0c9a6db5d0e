import { AutoModelForSeq2SeqLM, AutoTokenizer, env, LogitsProcessor, LogitsProcessorList, LogLevel, Tensor } from '@huggingface/transformers';
import { HoneError } from '../../../domain/errors.ts';
import { rng } from '../../../domain/rng.ts';
import type { Rng } from '../../../domain/rng.ts';
import { firstLine } from '../../first-line.ts';
import { chooseToken } from './choose-token.ts';

export interface OpusModel {
  /** Token ids of a sentence, with the end of sentence. */
  readonly encode: (sentence: string) => readonly number[];
  /** Translations of token sequences that `paddedLength` makes equally long; undefined where one came to no end. */
  readonly translate: (rows: readonly OpusRow[]) => Promise<readonly (string | undefined)[]>;
  readonly close: () => Promise<void>;
}

export interface OpusRow {
  readonly ids: readonly number[];
  readonly seed: readonly (string | number)[];
}

/**
 * The length that a sequence is padded to. It depends on the sequence alone: sums over more zeros round differently, so a length
 * taken from the rest of the batch would let neighbours change a translation.
 */
export function paddedLength(ids: readonly number[]): number {
  return Math.ceil(ids.length / 8) * 8;
}

/**
 * Loads an Opus-MT model (Marian, ONNX, fp32) from a folder; nothing is fetched. int8 is no choice here: its scales are taken over
 * the batch. Blocks the thread: worker threads only.
 * @throws HoneError HONE_PROVIDER_REFUSED when the folder holds no such model.
 */
export async function loadOpusModel(folder: string, { threads }: { readonly threads: number }): Promise<OpusModel> {
  keepToThisMachine();
  const [tokenizer, model] = await open(folder, threads);
  // A translation that the limit cut off must not look like one that ended.
  if (model.generation_config) Object.assign(model.generation_config, { forced_eos_token_id: null });
  const end = tokenId(model.config, 'eos_token_id');
  const pad = tokenId(model.config, 'pad_token_id');
  return {
    encode: (sentence) => tokenizer.encode(sentence),
    translate: async (rows) => {
      const length = paddedLength(rows[0]!.ids);
      const padded = (fill: number, of: (id: number) => number): Tensor =>
        new Tensor('int64', BigInt64Array.from(rows.flatMap(({ ids }) => Array.from({ length }, (_, at) => BigInt(at < ids.length ? of(ids[at]!) : fill)))), [rows.length, length]);
      const processors = new LogitsProcessorList();
      processors.push(new SeededSampling(rows.map(({ seed }) => rng(...seed)), end, pad));
      const answer = await model.generate({
        input_ids: padded(pad, (id) => id),
        attention_mask: padded(0, () => 1),
        max_new_tokens: Math.min(2 * length + 16, LONGEST_TRANSLATION),
        num_beams: 1,
        do_sample: false,
        logits_processor: processors,
      });
      return sentencesOf(answer, end).map((ids) => (ids?.length === 0 ? '' : ids && tokenizer.decode(ids, { skip_special_tokens: true }).trim()));
    },
    close: async () => {
      await model.dispose();
    },
  };
}

/** Marian's positions end at 512. */
const LONGEST_TRANSLATION = 500;

/** Tokens less likely than this are never drawn: the value of the source named at `chooseToken`. */
const EPSILON = 0.02;

/** Chooses each row's token by the row's own random source and leaves the library, which takes the highest, no choice. */
class SeededSampling extends LogitsProcessor {
  readonly #draws: readonly Rng[];
  readonly #end: number;
  readonly #pad: number;
  readonly #ended = new Set<number>();

  constructor(draws: readonly Rng[], end: number, pad: number) {
    super();
    this.#draws = draws;
    this.#end = end;
    this.#pad = pad;
  }

  override _call(_ids: bigint[][], logits: Tensor): Tensor {
    const width = logits.dims.at(-1)!;
    const values = logits.data as Float32Array;
    this.#draws.forEach((draw, row) => {
      const own = values.subarray(row * width, (row + 1) * width);
      // Rows that have ended are carried along until the last one has.
      const token = this.#ended.has(row) ? this.#end : chooseToken(own, draw.next(), { epsilon: EPSILON, forbidden: this.#pad });
      if (token === this.#end) this.#ended.add(row);
      own.fill(-Infinity);
      own[token] = 0;
    });
    return logits;
  }
}

function keepToThisMachine(): void {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useWasmCache = false;
  env.fetch = () => Promise.reject(new Error('translating fetches nothing'));
  // On an error the library would log the tokens of the texts.
  env.logLevel = LogLevel.NONE;
}

async function open(folder: string, threads: number) {
  try {
    const session_options = { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', logSeverityLevel: 4 } as const;
    return await Promise.all([AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder, { dtype: 'fp32', device: 'cpu', session_options })]);
  } catch (error) {
    throw new HoneError('HONE_PROVIDER_REFUSED', `${folder} holds no Opus-MT model that can be loaded (${firstLine(error)}). Delete it and fetch it again: \`hone providers pull\`.`, { cause: error });
  }
}

/** A token id that the model's configuration must name. */
function tokenId(config: object, name: 'eos_token_id' | 'pad_token_id'): number {
  const id: unknown = Reflect.get(config, name);
  if (typeof id === 'number') return id;
  throw new HoneError('HONE_PROVIDER_REFUSED', `The model's config.json names no ${name}: it is no Opus-MT model.`);
}

/** The generated ids without the start and up to the end; undefined for a row that did not end. */
function sentencesOf(answer: unknown, end: number): (number[] | undefined)[] {
  if (!(answer instanceof Tensor)) throw new HoneError('HONE_INTERNAL', 'The library generated no sequences.');
  return (answer.tolist() as bigint[][]).map(([, ...row]) => {
    const ids = row.map(Number);
    const at = ids.indexOf(end);
    return at < 0 ? undefined : ids.slice(0, at);
  });
}
