import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import type { Trainer, TrainerCommand, TrainerOptions } from '../../domain/ports/trainer.ts';
import { writeCheckpoint } from '../support/trainer-checkpoint.ts';

/** What the trainer was asked, and the hands of a script: report events and write files. */
export interface TrainerRun extends TrainerOptions {
  readonly command: TrainerCommand;
  readonly request: JsonObject;
  readonly directory: string;
  /** Writes text files below the run's folder. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Writes a checkpoint folder and reports it. */
  checkpoint(step: number, files: Readonly<Record<string, string>>): Promise<void>;
}

/** One run of the child process: answers its result event, or throws what its exit code means. */
export type TrainerScript = (run: TrainerRun) => Promise<JsonObject>;

/** A trainer that plays scripts, one a run, and keeps what it was asked. */
export class FakeTrainer implements Trainer {
  readonly runs: TrainerRun[] = [];
  /** Hash of the trainer's sources. */
  hash = 'trainer-1';
  private readonly scripts: TrainerScript[] = [];

  plays(...scripts: TrainerScript[]): void {
    this.scripts.push(...scripts);
  }

  sourcesHash(): Promise<string> {
    return Promise.resolve(this.hash);
  }

  run(command: TrainerCommand, request: JsonObject, directory: string, options: TrainerOptions): Promise<JsonObject> {
    const write = (files: Readonly<Record<string, string>>): Promise<void> => writeAll(directory, files);
    const checkpoint = async (step: number, files: Readonly<Record<string, string>>): Promise<void> => {
      const folder = join(directory, 'checkpoints', `step-${step}`);
      await writeCheckpoint(folder, files);
      options.onEvent({ type: 'checkpoint', step, directory: folder });
    };
    const run = { command, request, directory, ...options, write, checkpoint };
    this.runs.push(run);
    const script = this.scripts.shift();
    if (!script) throw new Error(`the trainer was run ${this.runs.length} times: there is no script for this run`);
    return script(run);
  }
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
