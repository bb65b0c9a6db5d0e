import type { IdentifiedEvent } from '../../../../adapters/temporal/run-events.ts';
import type { LiveState } from '../../../../api/live-state.ts';
import type { RunStatus } from '../../../../domain/names.ts';

/** What Temporal knows, in memory. `failure`, once set, is what every question is answered with. */
export class FakeLiveState implements LiveState {
  readonly states = new Map<string, string>();
  readonly counts = new Map<RunStatus, number>();
  readonly pollers = new Map<string, number>();
  readonly followed: { readonly run: string; readonly lastId: string | undefined }[] = [];
  happened: IdentifiedEvent[] = [];
  /** Whether events go on coming, or rather do not, after those that happened. */
  open = false;
  /** Readers that are there. */
  readers = 0;
  failure: Error | undefined;

  async stateOf(run: string): Promise<string | undefined> {
    await this.#answer();
    return this.states.get(run);
  }

  async *events(run: string, lastId: string | undefined, signal: AbortSignal): AsyncGenerator<IdentifiedEvent | undefined> {
    this.followed.push({ run, lastId });
    this.readers += 1;
    yield* this.happened.slice(this.happened.findIndex(({ id }) => id === lastId) + 1);
    while (this.open && !signal.aborted) {
      yield undefined;
      await new Promise((wake) => setTimeout(wake, 5));
    }
    this.readers -= 1;
  }

  async count(status: RunStatus): Promise<number> {
    await this.#answer();
    return this.counts.get(status) ?? 0;
  }

  async workers(queue: string): Promise<number> {
    await this.#answer();
    return this.pollers.get(queue) ?? 0;
  }

  ping(): Promise<void> {
    return this.#answer();
  }

  #answer(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}
