/** One way to find what an attack wants done. `pattern` is global; its group `payload`, where it has one, is the span, else the whole match. */
export interface PayloadRule {
  readonly id: string;
  readonly description: string;
  readonly pattern: RegExp;
}

const LET_GO = "(?:ignor(?:e|es|ed|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|es|ing)|bypass(?:ing)?|overlook|abandon|discard)";
const WHAT_BINDS = "(?:instructions?|prompts?|commands?|orders?|requests?|rules?|directives?|guidelines?|documents?|information|context|everything|you(?:['’]re| are)(?: an?)?(?: \\w+){0,2} (?:model|ai|assistant|chatbot)|output|quer(?:y|ies)|questions?|text|translation|security|measures|filters?|moderation|restrictions?|polic(?:y|ies)|safeguards?)";
const SECRETS =
  "(?:system[ _]?(?:prompt|message|instructions?)|(?:initial|starting|original|first|exact|previous)(?: \\w+){0,2} (?:prompt|instructions?|configuration|message|questions?|sentence)|initiali[sz]ation string|configuration|unique id|(?:words|text|lines|sentences|message)(?: \\w+){0,2} above|above (?:text|words)|passwords?|secret key|api key|credentials|account details|username|all context)";
const BOUNDS = "(?:restrictions?|guidelines?|rules|limitations?|limits|filters?|ethics|ethical|morals?|laws?|polic(?:y|ies)|constraints?|considerations?|warnings?|disclaimers?|boundaries|confines)";
const HARMS =
  "(?:toxic|harmful|discriminatory|slanderous|offensive|racist|sexist|hateful|phishing|malware|ransomware|virus|exploit(?:s|ing)?|hack(?:s|ing|ed)?|bombs?|explosives?|weapons?|kill(?:s|ing)?|murder\\w*|suicide|poison\\w*|drugs?|meth|terroris\\w+|genocide|holocaust|nazi|hitler|rumou?r|scam\\w*|fraud\\w*|steal(?:s|ing)?|launder\\w*|traffick\\w*|stalk\\w*|porn\\w*|sexual\\w*|blackmail\\w*|defam\\w*|bankrupt|anorexia|extort\\w*|unauthori[sz]ed|illegal(?:ly)?|counterfeit\\w*|forg(?:e|ing) documents|torrents?|abusive|vitriol|ddos|trojan|evade detection)";

/** What is masked in an attack beside code, quotations and the like. The order does not matter: spans that touch become one. */
export const PAYLOAD_RULES: readonly PayloadRule[] = [
  {
    id: 'override',
    description: 'the command to let go of instructions ("ignore all previous instructions"), in English',
    pattern: new RegExp(`\\b${LET_GO}\\b(?:[ ,]+(?:and )?[\\w'’]+){0,6}?[ ]+${WHAT_BINDS}\\b(?: (?:(?:and|or) (?:\\w+ ){0,2}${WHAT_BINDS}|provided|above|before(?: that)?|you (?:know|got(?: before)?|were given|received)|so far|we['’]ve (?:talked|discussed)(?: about)?(?: so far)?|from (?:before|everything before)))*`, 'gi'),
  },
  {
    id: 'override-german',
    description: 'the same in German ("Vergiss alles davor")',
    pattern: /(?<!\p{L})(?:vergiss|vergessen|ignorier(?:e|en|t)?)(?!\p{L})(?:\s+\p{L}+){0,5}?\s+(?:Anweisungen|Befehle|Frage|Fragen|Informationen|Aufgaben|Anordnungen|davor|vorher)(?!\p{L})/giu,
  },
  {
    id: 'prompt-leak',
    description: 'the command to give away the system prompt, a secret or an account',
    pattern: new RegExp(`\\b(?:print|repeat|reveal|show|output|share|expose|display|paste|copy|tell|give|send|encode|what (?:is|are|was|were)|what['’]s)\\b[^.?!\\n:]{0,60}?\\b${SECRETS}\\b[^.?!\\n:]*`, 'gi'),
  },
  {
    id: 'role-name',
    description: 'the name of the role an attack gives: DAN, Developer Mode, or the capitalised name after "you are now", "act as", "named"',
    pattern: /(?<!\w)(?:DAN|D\.A\.N\.|[Dd]o [Aa]nything [Nn]ow|[Dd]eveloper [Mm]ode|DEVELOPER[ \\_]+MODE(?:[ :]+ENABLED)?)(?!\w)|\b(?:(?:[Yy]ou are|[Yy]ou['’]re)(?: now)?(?: going to be)?|[Aa]ct(?:ing)? as|[Pp]retend to be|role of|persona of|named|called|[Ss]imulate|as)\s+(?:an? |the )?(?<payload>"[^"\n]+"|[A-Z]{2,}[\w-]*|na[A-Z]\w*|[A-Z][a-z]+[A-Z][\w-]*)/g,
  },
  {
    id: 'no-limits',
    description: 'the claim that no rule holds ("not bound by any restrictions")',
    pattern: new RegExp(`\\b(?:(?:is |are |has |have |be )?(?:not|never|n['’]t) (?:be )?(?:bound|subject|restrained|restricted|limited|required|constrained)|free(?:d)? (?:from|of)|without|(?:has|have) no|disregards?|does not (?:follow|have)|do not have)\\b(?: [\\w'’/]+,?){0,7}? ${BOUNDS}\\b(?:(?:,|,? (?:or|and)|/) ?(?:\\w+ )?${BOUNDS})*|\\b(?:unfiltered|uncensored|unrestricted|completely unlimited|amoral)\\b`, 'gi'),
  },
  {
    id: 'harm',
    description: 'the sentence that asks for something harmful',
    pattern: new RegExp(`(?<![^.?!\\n:])[^.?!\\n:]*\\b${HARMS}\\b[^.?!\\n]*[.?!]?`, 'gi'),
  },
  {
    id: 'after-colon',
    description: 'the rest of the line after a colon, or of the text where the colon ends the line',
    pattern: /:(?<=^[^:\n]*[\p{L}\p{N})"'*\]]:)(?![/\d:])\s*(?:(?<=:[ \t]*)(?<payload>\S[^\n]*)|(?<rest>\S[^]*))/gmu,
  },
  {
    id: 'below',
    description: 'the lines below an instruction that speaks of "the following" or "below"',
    pattern: /\n(?<=^[^\n]*\b(?:following|below)\b[^\n]*\n)\s*(?:\w+: ?)?(?<payload>\S[^]*)$/gi,
  },
  {
    id: 'above',
    description: 'the lines over an instruction that speaks of "the above"',
    pattern: /^(?:\w+: ?)?(?<payload>\S[^]*?)(?=\n[^\n]*\babove\b[^\n]*$)/gi,
  },
  {
    id: 'encoded',
    description: 'Base64, percent signs and escapes',
    pattern: /(?<![\w+/])(?=[A-Za-z+/]*\d|[A-Za-z0-9+/]+=)[A-Za-z0-9+/]{12,}={0,2}|(?:%[0-9A-F]{2}){4,}|(?:\\[xu][0-9a-f]{2,4}){3,}/gi,
  },
];
