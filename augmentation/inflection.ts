export type VerbForm = 'base' | 'third-person' | 'gerund' | 'past';

/** Inflects a regular verb; null for irregular ones in the past, and where spelling cannot be known. */
export function inflectVerb(base: string, form: VerbForm): string | null {
  if (form === 'base') return base;
  if (form === 'third-person') return THIRD_PERSON.get(base) ?? withS(base);
  if (AMBIGUOUS_DOUBLING.has(base)) return null;
  if (form === 'gerund') return gerund(base);
  return IRREGULAR_PAST.has(base) ? null : past(base);
}

/** Plural of a regular noun; null for nouns known to be irregular or without plural. */
export function pluralOf(noun: string): string | null {
  if (IRREGULAR_NOUNS.has(noun) || /(?:[^aeiou]o|[^s]sis|us|um|man|f|fe|ics|ware|craft)$/.test(noun)) return null;
  return withS(noun);
}

/** `an` before a vowel sound, else `a`. */
export function articleBefore(word: string): 'a' | 'an' {
  const lower = word.toLowerCase();
  if (/^(?:hour|honest|honou?r|heir)/.test(lower)) return 'an';
  if (/^(?:uni(?!n|m)|use|usu|eu|one|once|u[bt]i|url\b)/.test(lower)) return 'a';
  if (/^[A-Z]{2,}$/.test(word)) return /^[AEFHILMNORSX]/.test(word) ? 'an' : 'a';
  return /^[aeiou]/.test(lower) ? 'an' : 'a';
}

/** Final consonants that double before -ing and -ed: one-syllable words, and the longer ones stressed at the end. */
const DOUBLING = /^[^aeiou]*[aeiou][bdgklmnprt]$/;
const DOUBLING_LONG = new Set(['begin', 'submit', 'commit', 'permit', 'admit', 'prefer', 'refer', 'occur', 'control', 'transfer', 'forget', 'upset', 'equip', 'setup']);
const AMBIGUOUS_DOUBLING = new Set(['travel', 'cancel', 'label', 'model', 'program', 'format', 'log', 'input', 'output', 'focus', 'quit', 'equip', 'benefit', 'target']);
const THIRD_PERSON = new Map([['have', 'has'], ['do', 'does'], ['go', 'goes'], ['be', 'is']]);

const IRREGULAR_PAST = new Set(
  `be become begin bend bet bind bite blow break bring broadcast build burn burst buy cast catch choose come cost cut deal dig do draw dream
  drink drive eat fall feed feel fight find fit fly forbid forget forgive freeze get give go grow hang have hear hide hit hold hurt input keep
  know lay lead lean learn leave lend let lie light lose make mean meet output overcome overwrite pay put quit read rebuild rewrite ride ring
  rise run say see seek sell send set shake shine shoot show shrink shut sing sink sit sleep slide speak spell spend spin split spread spring
  stand steal stick strike swear sweep swim swing take teach tear tell think throw understand undertake undo upset wake wear weep win withdraw
  write`.split(/\s+/),
);

const IRREGULAR_NOUNS = new Set(
  `advice aircraft analysis child clothing data datum deer equipment evidence feedback fish foot furniture goods half homework information
  knife knowledge leaf life loaf luggage man means medium money mouse music news ox person police research series sheep shelf software species
  thief tooth traffic weather wife wolf woman work`.split(/\s+/),
);

function withS(word: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

function gerund(base: string): string {
  if (/ie$/.test(base)) return `${base.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(base) && base !== 'be') return `${base.slice(0, -1)}ing`;
  return `${doubled(base)}ing`;
}

function past(base: string): string {
  if (base.endsWith('e')) return `${base}d`;
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${doubled(base)}ed`;
}

function doubled(base: string): string {
  return DOUBLING.test(base) || DOUBLING_LONG.has(base) ? base + base.slice(-1) : base;
}
