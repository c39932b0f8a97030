"use client";
import {
  createContext,
  Fragment,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { keepAt, keptAt, onDraftsChanged, placeOf } from "./kept-drafts.ts";
import { personHere } from "./waiting.ts";

const WriterId = createContext<string | null>(null);

/**
 * Whose the forms of a page are, as the server said it with the page: what is half written in them is kept for this person.
 * When it becomes another person's page its forms begin anew.
 */
export function Writer({ userId, children }: { userId: string; children: ReactNode }) {
  return (
    <WriterId value={userId}>
      <Fragment key={userId}>{children}</Fragment>
    </WriterId>
  );
}

function usePlace(form: string): string | null {
  const userId = useContext(WriterId);
  return userId === null ? null : placeOf(userId, form);
}

/** Whether something half written is kept for a form, and how to throw it away. */
export function useKept(form: string): [kept: boolean, forget: () => void] {
  const place = usePlace(form);
  const kept = useSyncExternalStore(
    onDraftsChanged,
    () => keptAt(place) !== null,
    () => false,
  );
  return [kept, () => place && keepAt(place, null)];
}

/**
 * The fields of a form, which are there again when the person comes back to it in the same tab.
 * @param form tells one form of a person's from another
 * @param begin the fields of a form in which nothing has been written
 */
export function useDraft<Fields extends object>(form: string, begin: Fields) {
  const userId = useContext(WriterId);
  const place = usePlace(form);
  const kept = useSyncExternalStore(
    onDraftsChanged,
    () => keptAt(place),
    () => null,
  );
  const [written, setWritten] = useState<Fields | null>(null);
  /** The same, for what is changed after a pause: it must not take the place of what was written since. */
  const latest = useRef<Fields | null>(null);
  const own = useRef(place);

  function put(fields: Fields | null) {
    latest.current = fields;
    setWritten(fields);
    keep(fields);
  }
  function keep(fields: Fields | null) {
    // Who has signed out, or has made room for somebody else, leaves nothing here any more.
    if (own.current === null || personHere() !== userId) return;
    const draft = JSON.stringify(fields ?? begin);
    keepAt(own.current, draft === JSON.stringify(begin) ? null : draft);
  }
  const read = (): Fields => ({ ...begin, ...JSON.parse(keptAt(own.current) ?? "{}") });

  // A conversation gets its place while one writes in it: what is written moves there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place alone is the reason
  useEffect(() => {
    if (own.current === place) return;
    if (own.current) keepAt(own.current, null);
    own.current = place;
    if (latest.current) keep(latest.current);
  }, [place]);

  return {
    fields: written ?? (kept === null ? begin : ({ ...begin, ...JSON.parse(kept) } as Fields)),
    change(change: Partial<Fields> | ((now: Fields) => Partial<Fields>)) {
      const now = latest.current ?? read();
      put({ ...now, ...(typeof change === "function" ? change(now) : change) });
    },
    /** Saved or given up: the form begins anew. */
    clear: () => put(null),
  };
}
