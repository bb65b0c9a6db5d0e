/** Whether a text is a model's refusal or talk about itself, written where a paraphrase should be. */
export function isRefusal(text: string): boolean {
  return REFUSAL.test(text.replace(/[’ʼ]/gu, "'"));
}

/** Only at the start or about "this": a prompt may well say "I can't open the file". */
const REFUSAL = new RegExp(
  [
    String.raw`^\W*(?:(?:i'?m|i am) (?:really |very |so |truly )?sorry|sorry|apologies|i apologi[sz]e|unfortunately)\W+(?:but\W+)?i(?:'m| am)? (?:can'?t|cannot|can not|won'?t|will not|unable|not able|must decline)`,
    String.raw`^\W*i(?:'m| am)? (?:can'?t|cannot|can not|won'?t|will not|unable to|not able to|must decline to|have to decline to) (?:help|assist|comply|fulfil|fulfill|provide|paraphrase|rephrase|rewrite|reword|produce|process|generate|create|engage|support|participate|do)\b.{0,40}\b(?:this|that|these|those|such|request|content|text|it)\b`,
    String.raw`^\W*as an? (?:ai|artificial intelligence|large language model|language model)\b`,
    String.raw`\bi(?:'m| am) (?:just |only )?an? (?:ai|artificial intelligence)(?: language model| assistant)?(?:,| and) (?:i |so |can|do|am)`,
    String.raw`\b(?:violates?|against|goes against) (?:my|our|openai'?s?|the) (?:usage |content |safety )?(?:policy|policies|guidelines)\b`,
    String.raw`^\W*(?:request|content) (?:refused|declined|blocked|denied)\b`,
  ].join('|'),
  'i',
);
