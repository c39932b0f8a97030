import { cn } from "./cn.ts";

const number = (count: number) => count.toLocaleString("en");

/** What is too long is refused in words, and never cut off. @returns the words; undefined when there is room for it */
export function tooLong(what: string, text: string, most: number): string | undefined {
  return text.length > most
    ? `${what} holds ${number(most)} characters; take out ${number(text.length - most)}.`
    : undefined;
}

/** How much is written, once nine tenths of what there is room for are. */
export function Count({ id, count, most, of }: { id: string; count: number; most: number; of: string }) {
  return count > most * 0.9 ? (
    <p id={id} className={cn("pt-1 text-sm", count > most ? "text-danger" : "text-soft")}>
      {number(count)} of {number(most)} {of}
    </p>
  ) : null;
}

/** What is wrong with a field. */
export function Fault({ id, text }: { id: string; text: string | undefined }) {
  return text ? (
    <p id={id} role="alert" className="pt-1 text-danger">
      {text}
    </p>
  ) : null;
}
