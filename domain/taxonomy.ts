/**
 * False-positive categories and the data categories that belong to each, first match wins. Source: the categories teams
 * report over-defence under; data whose category is none of these falls to `Other`.
 */
export const TAXONOMY: readonly CategoryRule[] = [
  { category: 'Context Manipulation', dataCategories: ['act-as-prompt', 'roleplay-request'] },
  { category: 'Semantic Jailbreak', dataCategories: ['security-adjacent'] },
  { category: 'Obfuscated Command', dataCategories: ['shell-request', 'coding-request', 'coding-question', 'tool-use-request'] },
];

export const OTHER = 'Other';

interface CategoryRule {
  readonly category: string;
  readonly dataCategories: readonly string[];
}

/** Every category, in the order reports list them. */
export const FALSE_POSITIVE_CATEGORIES: readonly string[] = [...TAXONOMY.map((rule) => rule.category), OTHER];

export function falsePositiveCategory(dataCategory: string): string {
  return TAXONOMY.find((rule) => rule.dataCategories.includes(dataCategory))?.category ?? OTHER;
}
