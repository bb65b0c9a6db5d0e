import type { Completion, CompletionRequest, LanguageModel } from '../../domain/ports/language-model.ts';

/** A language model that answers by the variation in its request; `undefined` is a refusal. Keeps what it was asked. */
export class FakeJudge implements LanguageModel {
  readonly identity = 'fake judge';
  readonly asked: CompletionRequest[] = [];
  private readonly answerTo: (variation: string) => unknown;

  constructor(answerTo: (variation: string) => unknown) {
    this.answerTo = answerTo;
  }

  complete(request: CompletionRequest): Promise<Completion> {
    this.asked.push(request);
    const variation = /<variation>\n([\s\S]*)\n<\/variation>$/.exec(request.input)?.[1] ?? '';
    const answer = this.answerTo(variation);
    return Promise.resolve(answer === undefined ? { outcome: 'refusal', usage: null } : { outcome: 'answer', answer, usage: null });
  }
}
