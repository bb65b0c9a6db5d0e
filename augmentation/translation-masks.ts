import type { MaskStyle } from '../domain/ports/translator.ts';
import { protectedSpans } from './protected-spans.ts';

/** A text whose protected spans are masks that a translator can carry through. */
export interface TranslatableText {
  readonly text: string;
  /** What is left of it without the masks. */
  readonly prose: string;
  /** Whether each mask is there exactly once, and no other. */
  readonly isWhole: (translated: string) => boolean;
  /** Puts the spans back; for whole texts. */
  readonly unmask: (translated: string) => string;
}

/**
 * Masks code, quotations, URLs, numbers, placeholders and the like, each as a mask of its own. Undefined when the text holds
 * what looks like a mask already.
 */
export function maskForTranslation(text: string, style: MaskStyle): TranslatableText | undefined {
  const mask = STYLES[style].find((one) => !one.pattern.test(text));
  if (!mask) return undefined;
  const spans = protectedSpans(text);
  let masked = '';
  let from = 0;
  spans.forEach((span, index) => {
    masked += text.slice(from, span.start) + mask.write(index + 1);
    from = span.end;
  });
  const every = new RegExp(mask.pattern, 'gi');
  const expected = spans.map((_, index) => index + 1).join();
  const found = (translated: string): number[] => [...translated.matchAll(every)].map((match) => Number(match[1]));
  masked += text.slice(from);
  return {
    text: masked,
    prose: masked.replace(every, ''),
    isWhole: (translated) => found(translated).sort((a, b) => a - b).join() === expected,
    unmask: (translated) => translated.replace(every, (_, number: string) => spans[Number(number) - 1]?.text ?? ''),
  };
}

interface Mask {
  /** Its first group is the number. */
  readonly pattern: RegExp;
  readonly write: (number: number) => string;
}

/** Capitals and a number look like a product's name, which translation models copy; there is a spare for texts that hold one. */
const STYLES: Readonly<Record<MaskStyle, readonly Mask[]>> = {
  token: ['XQ', 'ZJ', 'QV'].map((letters) => ({ pattern: new RegExp(`${letters}(\\d+)`, 'i'), write: (number) => `${letters}${number}` })),
  tag: [{ pattern: /<x id="(\d+)"\s*\/>/i, write: (number) => `<x id="${number}"/>` }],
};
