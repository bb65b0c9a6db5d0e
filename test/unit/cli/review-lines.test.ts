import { describe, expect, test } from '@jest/globals';
import { textHashOf } from '../../../activities/engine/reviews.ts';
import { parseReviewLines, reviewLine } from '../../../cli/review-lines.ts';
import { row } from '../../support/stage-bench.ts';

const exported = (text: string, decision: string): string => JSON.stringify({ ...reviewLine({ textHash: textHashOf(text), stage: 'mine', doubt: { ...row({ id: 'x', text }), score: 0.5, reason: 'why' } }), decision });

const refusal = (content: string): string => {
  try {
    parseReviewLines(content, 'review.jsonl');
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was refused';
};

describe('parseReviewLines', () => {
  test('reads what was exported and filled in, and passes over what was not', () => {
    const content = [exported('a', 'benign'), '', exported('b', ''), `${exported('c', 'drop')}\r`, JSON.stringify({ textHash: textHashOf('d'), decision: 'malicious' })].join('\n');
    expect(parseReviewLines(content, 'f')).toEqual([
      { textHash: textHashOf('a'), decision: 'benign' },
      { textHash: textHashOf('c'), decision: 'drop' },
      { textHash: textHashOf('d'), decision: 'malicious' },
    ]);
    expect(parseReviewLines('', 'f')).toEqual([]);
  });

  test('the same line twice is no contradiction', () => expect(parseReviewLines(`${exported('a', 'drop')}\n${exported('a', 'drop')}\n${exported('a', '')}`, 'f')).toHaveLength(2));

  test.each([
    ['no JSON', 'line 1 is not JSON. Leave the lines as they were exported'],
    [exported('a', 'bening'), 'line 1: decision: "bening" is not valid. Write benign, malicious, drop, or leave it empty.'],
    [`${exported('a', 'drop')}\n{"decision":"drop"}`, 'line 2: textHash: missing is not valid. Write text.'],
    ['{"decision":"drop","textHash":"abc"}', 'line 1: textHash: "abc" is not valid. Leave it as it was exported: 64 hex digits.'],
    [exported('a', 'drop').replace('"text":"a"', '"text":"b"'), `line 1: textHash: "${textHashOf('a')}" is not valid. The text of this line is another one; export it again.`],
    [`${exported('a', 'drop')}\n${exported('A', 'benign')}`, 'line 2: decision: "benign" is not valid. Line 1 says drop of the same text; keep one.'],
    [exported('a', 'drop').replace('"score"', '"skore"'), 'line 1: skore: "(withheld)" is not valid. There is no such key; did you mean score?'],
    ['[]', 'line 1: (root): "(withheld)" is not valid. Write an object.'],
  ])('refuses %s', (content, why) => {
    expect(refusal(content)).toContain('review.jsonl: nothing was decided, because these lines are malformed:\n  ');
    expect(refusal(content)).toContain(why);
  });

  test('never repeats what a customer wrote', () => expect(refusal(exported('secret', 'x').replace('"text":"secret"', '"text":["secret"]'))).not.toContain('secret"]'));
});
