import { useMemo, useSyncExternalStore } from "react";
import type { CheckIn } from "#lib/check-ins.ts";
import { ApiFailure, callApi } from "./api.ts";
import { forgetDraftsBut } from "./kept-drafts.ts";

/**
 * Check-ins that could not be sent are kept on the device, under the id of the person who wrote them: read for this
 * person alone, sent for this person alone, gone when they sign out or when somebody else signs in.
 */
export interface WaitingCheckIn {
  id: string;
  mood: number;
  energy: number | null;
  sleepHours: number | null;
  note: string | null;
  tags: string[];
  happenedAt: string;
  /** Why the server does not take it, in words for the person; it is not sent again. */
  refused?: string;
}

const PERSON = "nightlight.person";
const KEPT = "nightlight.waiting.";
const CHANGED = "nightlight:waiting";
const listeners = new Set<(sent: CheckIn) => void>();

/** Whose app was last open on this device; null after signing out. An id alone, for the page without a connection. */
export function personHere(): string | null {
  return localStorage.getItem(PERSON);
}

/** Somebody has signed in: whatever another person left on the device goes. */
export function arrive(userId: string): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(KEPT) && key !== KEPT + userId) localStorage.removeItem(key);
  forgetDraftsBut(userId);
  localStorage.setItem(PERSON, userId);
  window.dispatchEvent(new Event(CHANGED));
}

/** Signing out: nothing of anybody's stays on the device. */
export function leave(): void {
  for (const key of Object.keys(localStorage)) if (key === PERSON || key.startsWith(KEPT)) localStorage.removeItem(key);
  forgetDraftsBut(null);
  window.dispatchEvent(new Event(CHANGED));
}

/**
 * Calls back when what this page shows must go: the person has signed out in another tab, or the page is looked at
 * again and the device is no longer theirs. @returns how to stop
 */
export function onGone(userId: string, gone: () => void): () => void {
  const end = () => {
    forgetDraftsBut(personHere());
    gone();
  };
  // Somebody else who signs in beside a page in use is no reason yet: what is being typed there stays the writer's to
  // take along, and can't be sent for the other.
  const signedOut = ({ key, newValue }: StorageEvent) => {
    if ((key === PERSON || key === null) && newValue === null) end();
  };
  const seenAgain = () => {
    if (document.visibilityState === "visible" && personHere() !== userId) end();
  };
  window.addEventListener("storage", signedOut);
  window.addEventListener("pageshow", seenAgain);
  document.addEventListener("visibilitychange", seenAgain);
  return () => {
    window.removeEventListener("storage", signedOut);
    window.removeEventListener("pageshow", seenAgain);
    document.removeEventListener("visibilitychange", seenAgain);
  };
}

/** @throws DOMException when the device has no room. */
export function keep(userId: string, checkIn: WaitingCheckIn): void {
  store(userId, [...waitingOf(userId).filter(({ id }) => id !== checkIn.id), checkIn]);
}

/** Takes a check-in off the device without sending it. */
export function drop(userId: string, id: string): void {
  store(
    userId,
    waitingOf(userId).filter((one) => one.id !== id),
  );
}

/** Sends one that was refused for its id, under which something else is stored, as another check-in. */
export function keepAsNew(userId: string, { refused: _, ...words }: WaitingCheckIn): void {
  drop(userId, words.id);
  keep(userId, { ...words, id: crypto.randomUUID() });
}

/** Calls back with each kept check-in that has been sent, as it is stored now. @returns how to stop */
export function onSent(listener: (sent: CheckIn) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Sends what is kept, oldest first, until the server can't be reached. Each has the id it was written with, so that what is
 * sent twice, or from two tabs, is stored once.
 */
export function sendWaiting(userId: string): Promise<void> {
  sending ??= sendAll(userId).finally(() => {
    sending = null;
  });
  return sending;
}

let sending: Promise<void> | null = null;

async function sendAll(userId: string): Promise<void> {
  for (const one of waitingOf(userId)) {
    if (one.refused) continue;
    try {
      const { checkIn } = await callApi<{ checkIn: CheckIn }>("POST", "/api/check-ins", one);
      drop(userId, one.id);
      for (const listener of listeners) listener(checkIn);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      // One that is refused for what it says, or for other words under its id, must not hold up the others; the person
      // is told and decides. They may have done so meanwhile.
      if (error.status !== 400 && error.code !== "conflict") return;
      store(
        userId,
        waitingOf(userId).map((kept) => (kept.id === one.id ? { ...kept, refused: error.message } : kept)),
      );
    }
  }
}

/** This person's check-ins that wait on this device; none until the browser is asked. */
export function useWaiting(userId: string | null): WaitingCheckIn[] {
  const kept = useSyncExternalStore(
    subscribe,
    () => (userId === null ? null : localStorage.getItem(KEPT + userId)),
    () => null,
  );
  return useMemo(() => read(kept), [kept]);
}

export function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener("storage", changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener("storage", changed);
  };
}

const waitingOf = (userId: string) => read(localStorage.getItem(KEPT + userId));

function read(kept: string | null): WaitingCheckIn[] {
  return kept === null ? [] : JSON.parse(kept);
}

function store(userId: string, checkIns: WaitingCheckIn[]): void {
  if (checkIns.length === 0) localStorage.removeItem(KEPT + userId);
  else localStorage.setItem(KEPT + userId, JSON.stringify(checkIns));
  window.dispatchEvent(new Event(CHANGED));
}
