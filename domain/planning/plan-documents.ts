/** File names of a plan's documents, by the output of the stage `plan` that holds each. */
export const PLAN_DOCUMENTS = { recommendation: 'ML_TRAINING_RECOMMENDATION.md', plan: 'ml_training_analysis_report.json' } as const;
