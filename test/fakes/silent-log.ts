import type { Log } from '../../domain/ports/log.ts';

/** A log that prints nothing and keeps its lines, so that a test can ask what was said. */
export class SilentLog implements Log {
  readonly lines: { readonly level: 'info' | 'warn' | 'error'; readonly fields: object; readonly message: string }[] = [];

  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }

  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }

  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}
