import { createInterface } from 'node:readline';
import { decide, withdraw } from '../activities/engine/reviews.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { ReviewDesk } from './review-loop.ts';

/** A desk at the terminal. Close it to leave the terminal as it was. */
export interface TerminalDesk extends ReviewDesk {
  /** Whether Ctrl-C ended it. */
  interrupted(): boolean;
  close(): void;
}

/** Questions go to `output`, answers are lines of `input`, decisions go to the store, signed `by`. */
export function terminalDesk(store: ObjectStore, by: string, input: NodeJS.ReadableStream, output: NodeJS.WritableStream & { readonly columns?: number }): TerminalDesk {
  const reader = createInterface({ input, output });
  const lines = reader[Symbol.asyncIterator]();
  let [closed, interrupted] = [false, false];
  reader.once('close', () => (closed = true));
  reader.once('SIGINT', () => {
    interrupted = true;
    reader.close();
  });
  return {
    ask: async (question) => {
      reader.setPrompt(question);
      if (closed) output.write(question);
      else reader.prompt();
      const next = (await lines.next()) as IteratorResult<string, undefined>;
      if (next.done) output.write('\n');
      return next.value;
    },
    show: (text) => void output.write(text),
    columns: () => output.columns ?? 80,
    decide: (textHash, decision) => decide(store, textHash, decision, by),
    withdraw: (textHash) => withdraw(store, textHash),
    interrupted: () => interrupted,
    close: () => reader.close(),
  };
}
