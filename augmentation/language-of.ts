/** The language of a text as an ISO 639-1 code; undefined where it is too short or too like several to be sure. */
export type LanguageOf = (text: string) => string | undefined;

/**
 * Loads the detector: a second and 170 MB once in a process, so only where it is needed. The smallest size would take two thirds of
 * that, but ingest uses this one, and a process should hold one.
 */
export async function loadLanguageOf(): Promise<LanguageOf> {
  const { eld } = await import('eld/small');
  return (text) => {
    const detected = eld.detect(text.slice(0, MAX_CHARACTERS));
    return detected.isReliable() ? detected.language : undefined;
  };
}

const MAX_CHARACTERS = 1_000;
