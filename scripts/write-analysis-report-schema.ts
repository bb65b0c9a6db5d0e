import { writeFileSync } from 'node:fs';
import { analysisReportJsonSchema } from '../schemas/analysis-report.ts';

writeFileSync(new URL('../docs/ml_training_analysis_report.schema.json', import.meta.url), analysisReportJsonSchema());
