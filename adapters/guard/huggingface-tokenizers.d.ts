/** The library's own types import without file extensions, which `nodenext` cannot follow: here is the part in use. */
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(tokenizer: object, config: object);
    /** Called on what stands between added tokens. */
    normalizer: ((text: string) => string) | null;
    encode(text: string, options?: { readonly add_special_tokens?: boolean }): { readonly ids: number[] };
  }
}
