/** How much the measures of an account look at: enough to tell methods apart, and the same work whether a run has a thousand sources or a million. */
export const AUGMENTATION_SAMPLES = {
  /** Sources of each method and label of which one variation, and the source, are scored with the champion. */
  scored: 2_000,
  /** Of those, texts of each method whose words are compared and whose generator's hand is looked for. */
  texts: 500,
  /** Sources that are embedded with their variations, */
  embeddedSources: 300,
  /** at most so many of each method, */
  embeddedPerMethod: 4,
  /** and so many texts in all. */
  embeddedTexts: 3_000,
} as const;
