/**
 * A row's date as ISO 8601 in UTC, so that dates compare as texts: `2026-11-01` and `2026-11-01 10:00:00` become
 * `2026-11-01T00:00:00.000Z` and `2026-11-01T10:00:00.000Z`. Without a zone UTC is meant, whatever the machine's is. Empty for no
 * value; undefined for what is no such date.
 */
export function rowDate(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return '';
  const [, day, time = '00:00', zone = 'Z'] = (typeof value === 'string' && DATE.exec(value)) || [];
  if (day === undefined) return undefined;
  // The engine takes the 30th of February for the 2nd of March.
  const midnight = new Date(`${day}T00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const date = new Date(`${day}T${time}${/^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A day, a time to at most nine digits of a second, and a zone (`Z`, `+02`, `+02:00`). */
const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d(?::\d\d)?)?)?$/;
