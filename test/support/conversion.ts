import type { ConversionReport, Equivalence, FormatQuality } from '../../domain/conversion.ts';

const SAME: Equivalence = { rows: 2000, maxAbsoluteDifference: 0, meanAbsoluteDifference: 0, flipRate: 0, benignToMalicious: [], maliciousToBenign: [] };

/** Two of 2,000 decisions flipped, one in each direction. */
export const FLIPPED: Equivalence = {
  rows: 2000, maxAbsoluteDifference: 0.25, meanAbsoluteDifference: 0.0004, flipRate: 0.001,
  benignToMalicious: [{ id: 'b|1', label: 'benign', before: 0.31, after: 0.56 }],
  maliciousToBenign: [{ id: 'm-1', label: 'malicious', before: 0.52, after: 0.41 }],
};

const quality = (bytes: number, equivalence: Equivalence): FormatQuality => ({ bytes, benign: 1800, malicious: 200, rocAuc: 0.998765, falsePositiveRate: 0.0075, recall: 0.965, equivalence });

/** An int8 model with all of its layers in int8. */
export const CONVERSION: ConversionReport = {
  schema: 2, ...FLIPPED, shipped: 'int8', threshold: 0.5, maxFlipRate: 0.002,
  formats: { plain: quality(90_900_000, SAME), fused: quality(90_800_000, SAME), int8: quality(22_900_000, FLIPPED) },
  tried: [{ leftOut: 0, bytes: 22_900_000, threshold: 0.5, flipRate: 0.001 }],
  graph: {
    nodes: { plain: 523, fused: 55, int8: 143 },
    bytes: { plain: 90_900_000, fused: 90_800_000, int8: 22_900_000 },
    ir_version: { plain: 8, fused: 8, int8: 8 },
    opset: 17,
    opsets: { plain: { 'ai.onnx': 17 }, fused: { 'ai.onnx': 17, 'com.microsoft': 1 }, int8: { 'ai.onnx': 17, 'com.microsoft': 1 } },
    embeddings: { plain: { type: 'float32', bytes: 46_900_000 }, fused: { type: 'float32', bytes: 46_900_000 }, int8: { type: 'uint8', bytes: 11_700_000 } },
    max_difference: { plain: 1e-7, fused: 1e-7, int8: 0.04 },
    ladder: { plain: [{ tokens: 8, max: 1e-7, mean: 5e-8 }], fused: [{ tokens: 8, max: 2e-7, mean: 6e-8 }], int8: [{ tokens: 8, max: 0.04, mean: 0.02 }] },
    layers: [],
    versions: { onnx: '1.23.2' },
    notes: [],
  },
};
