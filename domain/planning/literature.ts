/** A source of the plan's advice, and what it found. */
export interface Reference {
  readonly citation: string;
  readonly says: string;
}

export const LITERATURE: readonly Reference[] = [
  {
    citation: 'Wei and Zou (2019), "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text Classification Tasks", EMNLP-IJCNLP, Table 3',
    says: 'recommends 16 augmented texts per original at 500 training rows, 8 at 2,000 rows and 4 from 5,000 rows on, and reports smaller gains the more data there is',
  },
  {
    citation: 'Longpre, Wang and DuBois (2020), "How Effective is Task-Agnostic Data Augmentation for Pretrained Transformers?", Findings of EMNLP',
    says: 'finds that EDA and back-translation do not consistently improve BERT, XLNet or RoBERTa, even with little data',
  },
];

/** Augmented texts per original that Wei and Zou (2019), Table 3, recommend for so many training rows. */
export function recommendedVariations(trainingRows: number): number {
  if (trainingRows >= 5000) return 4;
  return trainingRows >= 2000 ? 8 : 16;
}
