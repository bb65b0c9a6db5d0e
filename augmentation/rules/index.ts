import { CLAUSE_RULES } from './clauses.ts';
import { PHRASE_RULES } from './phrases.ts';
import { QUESTION_RULES } from './questions.ts';
import { REQUEST_RULES } from './requests.ts';
import { ROLE_PLAY_RULES } from './role-play.ts';
import type { RestructuringRule } from './rule.ts';
import { WORD_ORDER_RULES } from './word-order.ts';
import { WORDING_RULES } from './wording.ts';

/** Every restructuring rule, in the order in which a combination applies them: inner changes before outer frames. */
export const RULES: readonly RestructuringRule[] = [...ROLE_PLAY_RULES, ...PHRASE_RULES, ...WORD_ORDER_RULES, ...CLAUSE_RULES, ...REQUEST_RULES, ...QUESTION_RULES, ...WORDING_RULES];
