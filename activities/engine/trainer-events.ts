import type { TrainerEvent } from '../../domain/ports/trainer.ts';
import type { Workshop } from './make.ts';

/** Passes the trainer's progress lines on to the activity's heartbeats. */
export function trainerEvents(workshop: Workshop): (event: TrainerEvent) => void {
  return (event) => {
    if (event.type !== 'progress') return;
    const { phase, done, total, rows_per_second: rowsPerSecond, seconds_left: secondsLeft } = event;
    workshop.progress({ phase, done, total, rowsPerSecond, secondsLeft });
  };
}
