import type { WordForm } from './word-forms.ts';

/** Where a replacement means the same: what stands before and behind the word, and the forms it may have. */
export interface SynonymContext {
  readonly before?: RegExp;
  readonly after?: RegExp;
  readonly forms?: readonly WordForm[];
}

/** A word in its text. */
export interface WordPlace {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly form: WordForm;
}

/** Whether a word of the text may become the replacement here. Words without an entry may anywhere. */
export function fitsContext(lemma: string, replacement: string, { text, start, end, form }: WordPlace): boolean {
  const context = CONTEXTS.get(lemma) ?? CONTEXTS.get(`${lemma}→${replacement}`);
  if (!context) return true;
  const { before = ANYTHING, after = ANYTHING, forms } = context;
  return before.test(text.slice(0, start)) && after.test(text.slice(end)) && (forms === undefined || forms.includes(form));
}

/**
 * Places of fixed expressions, whose words stay: "whole number", "the bigger picture", "for the purpose of"; and the
 * titles that follow "play" or "called".
 */
export function fixedExpressions(text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(FIXED)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

const ANYTHING = /(?:)/;
const CLAUSE_END = /^(?:\s*[.?!,;]|\s*$)/;
const THING_FOUND = /^ (?:all |any |every |each |the |my |your |a |an |this |that |some )?(?:[\w.*/-]+ ){0,3}(?:files?|director(?:y|ies)|folders?|links?|symlinks?|lines?|phone|keys?|wallet|purse|card|atm|receipt|branch|hotel|restaurant|store|shop|pharmacy|station|[\uE000-\uF8FF])\b/i;

/** By lemma, or by lemma and replacement. */
const CONTEXTS: ReadonlyMap<string, SynonymContext> = new Map(
  Object.entries({
    // "Locate the news" and "locate an answer" are no English.
    find: { after: THING_FOUND },
    happen: { forms: ['past', 'third-person'], after: /^(?! to )/ },
    require: { forms: ['base', 'third-person'], before: /(?:^|[^t]|[^\s]t) $/ },
    outline: { forms: ['base'] },
    concept: { after: /^ of / },
    benefit: { after: /^ of / },
    challenge: { forms: ['plural'] },
    main: { after: /^ (?:ideas?|points?|reasons?|causes?|features?|goals?|challenges?|topics?|themes?|factors?|differences?|steps|aspects?|benefits|advantages|takeaways?)\b/i },
    sensitive: { after: /^ (?:files?|data|information|documents?|records?|details|customer|user|company)\b/i },
    save: { after: /^ .*?\b(?:files?|output|results?|variables?|value|list|lines?|copy|documents?|images?|[\uE000-\uF8FF])/i },
    book: { after: /^ (?:[\w'-]+ ){0,4}?(?:tables?|rooms?|seats?|hotels?|tickets?|flights?|car|spot)\b/i },
    immediately: { after: CLAUSE_END },
    common: { before: /(?<!\bmost )$/i },
    strategy: { before: /\b(?:your|the|their|our|my|these|best|political|a|an) $/i },
    evaluate: { after: /^ (?!to\b)/ },
    quickly: { after: /^ [a-z]/ },
    simultaneously: { after: CLAUSE_END },
    however: { after: /^,/ },
    increase: { after: /^ (?:[\w'-]+ ){0,3}(?:volume|limit|brightness|price|temperature|budget)\b/i, forms: ['base', 'gerund'] },
    accept: { after: /^ (?:an?|the|two|three|\w+ (?:input|card|cards|arguments?|parameters?)|credit|payments?|[\uE000-\uF8FF])\b/i },
    develop: { after: /^ an? / },
    sort: { after: /^ (?:the|all|a|files|lines|them|[\uE000-\uF8FF])\b/i, forms: ['base'] },
    employ: { forms: ['past', 'gerund'] },
    provide: { after: /^ (?:an?|some|[\w-]*(?:detailed|specific|accurate|clear|brief)|examples?|reasons?|steps?|feedback|advice|tips|insights?|instructions|information|two|three|five|[\uE000-\uF8FF]) / },
    reply: { after: /^ (?!all\b)/ },
    remove: { after: /^ (?!from the (?:oven|heat|pan)\b)/ },
    reduce: { after: /^ (?:[\w'-]+ ){0,3}(?:risks?|costs?|number|amount|volume|size|noise|brightness|time|fees?|price|stress|emissions?|usage|impact|likelihood)\b/i },
    select: { after: /^ (?!all\b|rows?\b|columns?\b|from\b|(?:the )?\w* ?(?:names?|rows|columns|records|employees)\b)/i },
    detailed: { after: /^ (?:explanations?|analysis|descriptions?|overview|report|guide|instructions|summary|answers?|account|review|plan)\b/i },
    alert: { forms: ['base', 'gerund', 'past'] },
  } satisfies Record<string, SynonymContext>),
);

const FIXED = new RegExp(
  [
    '\\bwhole (?:numbers?|milk|wheat|foods?|grain)\\b|\\b(?:bigger|big) picture\\b|\\bbig (?:ben|data|mac|deal|apple|bang)\\b',
    '\\bfor the purposes? of\\b|\\bon purpose\\b|\\bin (?:common|short|particular|general|effect|place|order|detail)\\b|\\bas soon as possible\\b',
    '\\b(?:short|long) (?:story|stories|films?|videos?|term|cut|circuit|stack|url)\\b|\\bquick (?:question|note|look|start|sort)\\b|\\b(?:side|sound|special|visual|greenhouse) effects?\\b',
    '\\b(?:take|taking|takes) (?:effect|care|place|part|notes?|action|steps|advantage)\\b|\\b(?:make|makes|making|made) (?:sure|sense|use|up)\\b|\\bused? to\\b(?= (?:be|have|do)\\b)|\\bused to\\b',
    '\\bhuge pages?\\b|\\b(?:to|at) the movies\\b|\\b(?:read|write|,|and|or) execute\\b|\\bexecute (?:permissions?|bits?|access)\\b|\\bcommon (?:sense|name|cold|law|knowledge)\\b|\\bhappy (?:birthday|holidays?|hour|new|anniversary)\\b|\\bfast (?:food|forward)\\b|\\b(?:up to and )?including\\b',
    '\\bdiscover (?:card|credit|account|bill)\\b|\\b(?:my|the) discover\\b|\\b(?:job|detective|customer) (?:title|description|service|support)\\b|\\b(?:fixed|closing|stock|opening|retail|full) price\\b|\\bmerge[ -]?(?:sort|conflicts?|request)\\b|\\bquick ?sort\\b',
    // Titles of songs, films and lists hold any word.
    "\\b(?:song|songs|movie|film|album|track|book|show|playlist|podcast|list|band) (?:called|named|titled) [^.?!]+|^(?:please |can you |could you |would you |hey,? |i want you to )?(?:play|resume|shuffle|put on|start playing) [^.?!]+|\\b(?:play|playing|listen to) [^.?!,]+",
  ].join('|'),
  'gi',
);
