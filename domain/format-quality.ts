import type { Equivalence, FormatQuality } from './conversion.ts';
import type { Row } from './row.ts';
import { confusionAt, falsePositiveRate, recall, rocAuc } from './statistics/ranking.ts';

/** What a file with these scores decides on these rows at a threshold; rates over an empty class are null. */
export function formatQuality(rows: readonly Pick<Row, 'label'>[], scores: ArrayLike<number>, threshold: number, equivalence: Equivalence, bytes: number): FormatQuality {
  const of = (label: Row['label']): number[] => rows.flatMap((row, index) => (row.label === label ? [scores[index]!] : []));
  const [benign, malicious] = [of('benign'), of('malicious')];
  const confusion = confusionAt(threshold, benign, malicious);
  return {
    bytes,
    benign: benign.length,
    malicious: malicious.length,
    rocAuc: benign.length > 0 && malicious.length > 0 ? rocAuc(benign, malicious) : null,
    falsePositiveRate: benign.length > 0 ? falsePositiveRate(confusion) : null,
    recall: malicious.length > 0 ? recall(confusion) : null,
    equivalence,
  };
}
