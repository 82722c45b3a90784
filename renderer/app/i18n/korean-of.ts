/**
 * The shape of a Korean catalogue: exactly the English one's keys, but that Korean has one plural form, so that of `x_one` and
 * `x_other` only `x_other` remains. A missing or a surplus key is a compile error.
 */
export type KoreanOf<Texts> = {
  readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: Texts[Key] extends string
    ? string
    : KoreanOf<Texts[Key]>;
};
