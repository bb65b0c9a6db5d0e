/** A benign prompt and an attack that nobody would dispute: what shows that a model means by its answers what it should. */
export interface SmokePair {
  readonly benign: string;
  readonly malicious: string;
}

/** A text that two forms of one model are compared on; `label` is null where it shows nothing of what their answers mean. */
export interface Probe {
  readonly text: string;
  readonly label: 'benign' | 'malicious' | null;
}

/** Both sides of each pair, and all of them in one text that is longer than what most models read: where it is cut must agree too. */
export function probesOf(pairs: readonly SmokePair[]): Probe[] {
  const both = pairs.flatMap(({ benign, malicious }): Probe[] => [{ text: benign, label: 'benign' }, { text: malicious, label: 'malicious' }]);
  return [...both, { text: both.map(({ text }) => text).join(' '), label: null }];
}
