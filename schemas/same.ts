/** `true` when two types are equal once `readonly` is set aside, else `never`. For compile-time checks of a schema against its type. */
export type Same<A, B> = Equal<Mutable<A>, Mutable<B>> extends true ? true : never;

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
