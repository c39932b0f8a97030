const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Codes that name no country: groups of them, the whole world, and what is reserved for testing. */
const NONE = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

/** Codes of states that are no more, and second ones ("DD", "FX", "UK"), stand for the one that is used today. */
const isCurrent = (code: string) => new Intl.Locale(`und-${code}`).region === code;

/** The countries by their ISO 3166 code, in the order of their names. */
export const REGIONS: { code: string; name: string }[] = (() => {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .flatMap((code) => {
      const name = NONE.has(code) || !isCurrent(code) ? undefined : names.of(code);
      return name ? [{ code, name }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
})();
