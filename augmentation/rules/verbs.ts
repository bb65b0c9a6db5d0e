/** Verbs that open a request and hardly ever a noun phrase: enough to know an imperative by. */
const STRONG = words(`
  add advise analyze analyse append assess assist calculate cancel choose clarify classify compose compress compute concatenate
  construct convert create debug decode decompress define delete demonstrate describe detect determine develop devise disable
  discuss display download draft edit elaborate eliminate embed enable encode encrypt ensure evaluate execute explain explore
  extract fetch find fix generate get give highlight identify illustrate implement inform insert inspect install invent join keep
  locate lower make merge modify notify offer optimize organize outline overwrite paraphrase parse pause perform predict
  prepare print propose provide pull put raise read recite recommend redirect refactor remind remove rename reorder repeat
  rephrase replace reserve resize retrieve reverse rewrite send set share shorten show simplify simulate solve sort
  specify split store suggest summarize summarise suppress synchronize take teach tell terminate transfer transform translate
  turn uncompress update upload use validate verify visualize write`);

/** Verbs that are as often nouns: an imperative only before a determiner, pronoun, preposition or masked span. */
const WEAK = words(`
  answer append archive assign backup block book build call change check code compare compile complete connect copy count decrease design
  document draw dump email filter format forward help increase kill let link list load look map mark measure mount move name open order
  output pass pay pick plan play post process purchase query rate record remind report reset resume route run save scan schedule search
  skip sort start stop switch test text track try view wake watch`);

/** Words after which a strong verb is part of a name or title instead ("find command", "Create method"). */
const TITLE_NEXT = /^(?:command|commands|error|errors|function|method|problem|statement|query|vs|not|does|doesn't|is|are|in|on|with|of|:|-)$/;

const WEAK_NEXT =
  /^(?:a|an|the|my|all|any|each|every|your|our|this|these|those|me|us|it|them|her|him|some|both|for|up|down|off|on|out|over|through|at|to|into|whether|if|how|what|which|only|recursively|files?|directories|folders?|lines?|contents|common|several|two|three|five|ten|\d.*|[\uE000-\uF8FF].*)$/;

/** An imperative verb phrase: optional adverb, a verb that opens requests, and an object. */
export function isImperative(phrase: string): boolean {
  return imperativeVerb(phrase) !== null;
}

/** The verb of an imperative phrase in lower case, or null. */
export function imperativeVerb(phrase: string): string | null {
  const parts = phrase.toLowerCase().split(/\s+/, 3);
  if (/^(?:recursively|briefly|quickly|clearly|carefully|also|then)$/.test(parts[0] ?? '')) parts.shift();
  const [verb = '', next = ''] = parts;
  if (next === '') return null;
  const object = next.replace(/[,;:.]+$/, '');
  if (WEAK.has(verb)) return WEAK_NEXT.test(object) ? verb : null;
  return STRONG.has(verb) && !TITLE_NEXT.test(object) ? verb : null;
}

/** The base form of a third-person verb that opens requests ("Finds" gives "find"), or null. */
export function baseOfThirdPerson(word: string): string | null {
  const lower = word.toLowerCase();
  const candidates = [lower.replace(/ies$/, 'y'), lower.replace(/es$/, ''), lower.replace(/s$/, '')];
  return lower.endsWith('s') ? (candidates.find((base) => base !== lower && (STRONG.has(base) || WEAK.has(base))) ?? null) : null;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
