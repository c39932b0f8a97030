/**
 * What is half written is kept in this tab of the browser, under the id of the person who writes it: read for this person
 * alone, gone when it is saved, when they sign out or when somebody else signs in.
 */
const DRAFTS = "nightlight.draft.";
const CHANGED = "nightlight:draft";

export const placeOf = (userId: string, form: string) => `${DRAFTS}${userId}.${form}`;

export function keptAt(place: string | null): string | null {
  return place === null ? null : sessionStorage.getItem(place);
}

/** Keeps a draft in its place, or with null nothing more. */
export function keepAt(place: string, draft: string | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, draft);
  } catch {
    // Without room for it writing goes on; an older state of it must not come back instead.
    sessionStorage.removeItem(place);
  }
  window.dispatchEvent(new Event(CHANGED));
}

/** Takes everybody's drafts out of this tab but one person's, or with null everybody's. */
export function forgetDraftsBut(userId: string | null): void {
  for (const place of Object.keys(sessionStorage))
    if (place.startsWith(DRAFTS) && (userId === null || !place.startsWith(placeOf(userId, ""))))
      sessionStorage.removeItem(place);
  window.dispatchEvent(new Event(CHANGED));
}

export function onDraftsChanged(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  return () => window.removeEventListener(CHANGED, changed);
}
