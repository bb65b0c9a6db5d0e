import { remembered } from './remembered.ts';

/**
 * Whether English rules may be applied: Latin letters, and no more function words of other languages than of English.
 * A guard against rewriting what the rules were not written for, not a language identifier.
 */
export const isEnglish = remembered((text: string): boolean => {
  const sample = text.slice(0, 600);
  const foreign = sample.match(/[^\p{ASCII}\p{P}\p{S}\s]/gu)?.length ?? 0;
  if (foreign > 0.03 * sample.length) return false;
  let english = 0;
  let other = 0;
  for (const word of sample.toLowerCase().match(/\p{L}+/gu) ?? []) {
    if (ENGLISH.has(word)) english++;
    else if (OTHER.has(word)) other++;
  }
  return other === 0 || english > 2 * other;
});

const ENGLISH = new Set('the of to and is are you your my what how that with for it this be on by from as can do i me write find all file files'.split(' '));
const OTHER = new Set(
  'der die das und ist nicht ein eine einen mit für von zu den dem sie ich wie el los las una un que para por con del les une des est et pour dans avec le la il di che per una gli della um uma não os do da em het een van en de ik wat sus ein'.split(' '),
);
