/** Every false positive of a rotation is in this one category: what is asked is what models are worth on unseen sources. */
export const ONE_CATEGORY = 'all';
