import { en } from "./en.ts";

/** What a catalogue in another language has to say: every key of the English one. */
export type Catalogue = Record<keyof typeof en, string>;

/** Languages that the pages can be read in. A further one is a file beside en.ts and a line here. */
const CATALOGUES = { en } satisfies Record<string, Catalogue>;
export type Language = keyof typeof CATALOGUES;
export const LANGUAGES = Object.keys(CATALOGUES) as [Language, ...Language[]];

type Places<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type Values<Key extends keyof typeof en> = [Places<(typeof en)[Key]>] extends [never]
  ? []
  : [values: Record<Places<(typeof en)[Key]>, string | number>];

/** The words of a key, with its {places} filled: `text("data.done", { count: 3 })`. A place left empty is a type error. */
export function text<Key extends keyof typeof en>(key: Key, ...[values]: Values<Key>): string {
  return fill(CATALOGUES.en[key], values ?? {});
}

function fill(words: string, values: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
