import { isImperative } from './rules/verbs.ts';

/**
 * Whether a text asks somebody for something: a question, an imperative, or a wish. Told by signs that most requests have, in
 * English; a text in another language is only known by its question mark.
 */
export function asksFor(text: string): boolean {
  return /[?？]/u.test(text) || WISH.test(text) || sentences(text).some(opensLikeARequest);
}

/** Words with which requests are made anywhere in a sentence. */
const WISH = new RegExp(
  [
    String.raw`\b(?:please|pls|plz|kindly|thanks|thank you|help me|let me know|tell me|show me|give me|walk me through)\b`,
    String.raw`\b(?:can|could|would|will|may|might|should|do|does|did|are|is|have|has) (?:you|u|i|we|someone|anyone|anybody|it|there)\b`,
    String.raw`\b(?:i|we)(?:'d| would| should)? (?:also |really |just |only )?(?:need|want|wish|appreciate|require|request|ask)\b`,
    String.raw`\b(?:i|we)(?:'d| would| should) (?:also |really |just )?(?:like|love|prefer)\b|\b(?:i|we) could (?:use|do with)\b`,
    String.raw`\b(?:i|we)(?:'m| am|'re| are|'ve| have) (?:\w+ )?(?:looking|trying|wondering|curious|hoping|searching|interested|asking|been wondering|after)\b`,
    String.raw`\b(?:wondering|curious|clueless|stuck|unsure|not sure|no idea) (?:how|what|why|whether|if|where|when|which|who|about|on|with)\b`,
    String.raw`\b(?:i|we) (?:wonder|don't (?:know|get|understand)|do not (?:know|understand)|can't (?:figure|work) out)\b`,
    String.raw`\b(?:your|the) (?:task|job|goal|role|aim) (?:is|will be)\b|\byou (?:are|will|must|should|shall|need)\b|\b(?:you'll|you're)\b`,
    String.raw`\b(?:is|are) (?:needed|wanted|required|requested|sought|asked for)\b|\b(?:to|should|must|shall|needs? to|has to|have to) be \w+(?:ed|en|wn|de|nd|t)\b`,
    String.raw`\b(?:help|assistance|advice|explanation|guidance|suggestions?|recommendations?|ideas?) (?:is |are )?(?:needed|wanted|with|on|for|about|appreciated|welcome)\b`,
    String.raw`\b(?:looking for|in need of|any (?:idea|ideas|tips|advice|suggestions|chance)|how to|need help|act as|pretend|imagine|suppose|let's)\b`,
  ].join('|'),
  'i',
);

const QUESTION = /^(?:so |and |but |also |then )?(?:who|whom|whose|what|what's|when|where|which|why|how|how's|is|are|am|was|were|do|does|did|can|could|will|would|shall|should|may|might|has|have|had)\b/i;

function opensLikeARequest(sentence: string): boolean {
  return QUESTION.test(sentence) || isImperative(sentence) || OTHER_IMPERATIVES.test(sentence);
}

/** Verbs that open requests of which `isImperative` does not know, for it must not take a noun for one. */
const OTHER_IMPERATIVES =
  /^(?:go|do|be|say|respond|reply|return|ignore|forget|disregard|follow|consider|assume|review|proofread|correct|improve|examine|evaluate|act|play|speak|talk|think|try|tell|come|bring|guide|teach|brainstorm|recap|sum|break|lay|spell|walk|note|don't|do not|never|always|avoid|stop|begin|reveal|repeat|remember|arrange|deploy|configure|set|work|figure|figure out|look|point|pick|name|list|state|need|want|wanted|looking|seeking|how)\b/i;

/** Sentences and lines, without list signs and leading quotes. */
function sentences(text: string): string[] {
  return text
    .split(/[\n.!;:]+\s*|,\s+(?:then|and|so)\s+/)
    .map((sentence) => sentence.replace(/^[\s\-*•#>\d.)"'“‘([]+/u, ''))
    .filter((sentence) => sentence !== '');
}
