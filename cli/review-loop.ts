import { DECISIONS } from '../domain/review-decisions.ts';
import type { Decision } from '../domain/review-decisions.ts';
import { describeDoubt } from './describe-doubt.ts';
import type { OpenDoubt } from './open-doubts.ts';
import { shellWord } from './shell-word.ts';

/** Where a person sits, and where the decisions go. */
export interface ReviewDesk {
  /** The next line that is typed after the question; undefined when no more will come. */
  ask(question: string): Promise<string | undefined>;
  show(text: string): void;
  /** Width of the terminal. */
  columns(): number;
  decide(textHash: string, decision: Decision): Promise<void>;
  withdraw(textHash: string): Promise<void>;
}

export interface Reviewed {
  readonly decided: Readonly<Record<Decision, number>>;
  /** Passed over, or not come to: they go on waiting. */
  readonly open: number;
}

/** Asks about one doubt after the other. Each decision is saved before the next question, so leaving loses nothing. */
export async function reviewLoop(doubts: readonly OpenDoubt[], desk: ReviewDesk): Promise<Reviewed> {
  const answers: (Decision | 'skip')[] = [];
  while (answers.length < doubts.length) {
    const open = doubts[answers.length]!;
    desk.show(`${describeDoubt(open, answers.length + 1, doubts.length, desk.columns())}\n`);
    const answer = await answerOf(desk);
    if (answer === 'quit') break;
    if (answer === 'undo') await undo(doubts, answers, desk);
    else {
      if (answer !== 'skip') await desk.decide(open.textHash, answer);
      answers.push(answer);
    }
    desk.show('\n');
  }
  const count = (decision: Decision): number => answers.filter((answer) => answer === decision).length;
  const decided = { benign: count('benign'), malicious: count('malicious'), drop: count('drop') };
  return { decided, open: doubts.length - decided.benign - decided.malicious - decided.drop };
}

/** What makes decisions count. */
export function nextStep(run: string | null = null): string {
  return `decisions count from the next run on: \`hone run${run === null ? '' : ` --resume-from ${shellWord(run)}`}\``;
}

const ANSWERS = [...DECISIONS, 'skip', 'undo', 'quit'] as const;
type Answer = (typeof ANSWERS)[number];

const QUESTION = `${ANSWERS.map((answer) => `[${answer[0]}]${answer.slice(1)}`).join('  ')}  > `;

/** The first letter is enough. No more input is a way to quit. */
async function answerOf(desk: ReviewDesk): Promise<Answer> {
  for (;;) {
    const line = await desk.ask(QUESTION);
    if (line === undefined) return 'quit';
    const typed = line.trim().toLowerCase();
    const meant = ANSWERS.find((answer) => answer === typed || answer[0] === typed);
    if (meant) return meant;
    desk.show(`Type one of ${ANSWERS.map((answer) => answer[0]).join(', ')}, then Enter.\n`);
  }
}

/** Goes one back; a decision that was saved is taken back too. */
async function undo(doubts: readonly OpenDoubt[], answers: (Decision | 'skip')[], desk: ReviewDesk): Promise<void> {
  const last = answers.pop();
  if (last === undefined) desk.show('There is nothing to undo.\n');
  else if (last !== 'skip') await desk.withdraw(doubts[answers.length]!.textHash);
}
