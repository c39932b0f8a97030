"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { CheckIn } from "#lib/check-ins.ts";
import type { SafetyCard as Card } from "#lib/crisis.ts";
import { dateIn, shift } from "#lib/day.ts";
import type { Remembered } from "#lib/memories.ts";
import { observation } from "#lib/observation.ts";
import { ApiFailure, callApi } from "../../ui/api.ts";
import { attempt } from "../../ui/attempt.ts";
import { Button } from "../../ui/button.tsx";
import { useTimeZone } from "../../ui/clock.ts";
import { cn } from "../../ui/cn.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { focusNextTo } from "../../ui/focus-next.ts";
import { useHelpFor } from "../../ui/help-for.ts";
import { SafetyCard } from "../../ui/safety-card.tsx";
import { useShownBefore } from "../../ui/shown-before.ts";
import { keep, onSent } from "../../ui/waiting.ts";
import { CheckInCard } from "./check-in-card.tsx";
import { CheckInForm, type Draft } from "./check-in-form.tsx";

type Page = { checkIns: CheckIn[]; nextCursor: string | null };
type Stored = { checkIn: CheckIn; safety?: Card };
/** What a deletion answers, by which it is undone. */
type Removed = { checkIn: CheckIn; remembered: Remembered[] };
const NEWEST = "/api/check-ins?limit=20";
const newestFirst = (a: CheckIn, b: CheckIn) => b.happenedAt.localeCompare(a.happenedAt);
const withOne = (all: CheckIn[], one: CheckIn) => [one, ...all.filter(({ id }) => id !== one.id)].sort(newestFirst);
/** No connection, or a server that can't take it right now: nothing that the person could mend. */
const isOutage = ({ status }: ApiFailure) => status === 0 || status >= 500;

export function Today({
  initial,
  initialCursor,
  userId,
  timeZone: ofProfile,
}: {
  initial: CheckIn[];
  initialCursor: string | null;
  userId: string;
  timeZone: string | null;
}) {
  const timeZone = useTimeZone(ofProfile);
  const router = useRouter();
  const [checkIns, setCheckIns] = useState(initial);
  const [cursor, setCursor] = useState(initialCursor);
  const [outdated, setOutdated] = useState(useShownBefore(initial));
  // What the last entry spoke of, so that help stands beside it; nothing about it is kept.
  const [help, setHelp] = useState<Card | null>(null);
  const helpFor = useHelpFor(setHelp);
  const [remark, setRemark] = useState<string | null>(null);
  const below = useRef<HTMLParagraphElement>(null);
  const replace = (changed: CheckIn) => setCheckIns((all) => all.map((one) => (one.id === changed.id ? changed : one)));
  const add = (one: CheckIn) => setCheckIns((all) => withOne(all, one));
  const today = dateIn(new Date().toISOString(), timeZone);
  const yesterday = checkIns.find(({ happenedAt }) => dateIn(happenedAt, timeZone) === shift(today, -1));

  useEffect(() => {
    if (remark) below.current?.scrollIntoView({ block: "nearest" });
  }, [remark]);

  useEffect(() => onSent((sent) => setCheckIns((all) => withOne(all, sent))), []);

  // Without an answer what stood here stays. What is saved or deleted meanwhile is not in it: then it is asked for again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change to the list is a reason to ask again
  useEffect(() => {
    if (!outdated) return;
    let late = false;
    callApi<Page>("GET", NEWEST).then(
      (page) => {
        if (late) return;
        setCheckIns(page.checkIns);
        setCursor(page.nextCursor);
        setOutdated(false);
      },
      () => undefined,
    );
    return () => {
      late = true;
    };
  }, [outdated, checkIns]);

  // A link to an older check-in than those listed here leads on to the journal.
  useEffect(() => {
    const id = /^#check-in-([\da-f-]{36})$/i.exec(window.location.hash)?.[1];
    if (id && !document.getElementById(`check-in-${id}`)) router.replace(`/journal?entry=${id}#entry-${id}`);
  }, [router]);

  async function load(path: string, keep: CheckIn[]) {
    const page = await callApi<Page>("GET", path);
    setCheckIns([...keep, ...page.checkIns]);
    setCursor(page.nextCursor);
  }

  async function save(draft: Draft) {
    // The id is chosen here, so that a retry after a lost answer does not store the entry twice.
    const checkIn = { id: crypto.randomUUID(), ...draft };
    const hear = helpFor(draft.note ?? "", ...draft.tags);
    setRemark(null);
    return attempt(async () => {
      try {
        const stored = await callApi<Stored>("POST", "/api/check-ins", checkIn);
        hear(stored);
        add(stored.checkIn);
        setRemark(observation(stored.checkIn, checkIns, timeZone));
        toast.success("Saved.");
      } catch (error) {
        if (!(error instanceof ApiFailure) || !isOutage(error)) throw error;
        keep(userId, { ...checkIn, happenedAt: new Date().toISOString() });
        setRemark("Kept on this device. It is sent by itself as soon as there is a connection.");
      }
    });
  }

  async function remove(checkIn: CheckIn) {
    await attempt(async () => {
      const removed = await callApi<Removed>("DELETE", `/api/check-ins/${checkIn.id}`);
      focusNextTo(`check-in-${checkIn.id}`);
      setCheckIns((all) => all.filter(({ id }) => id !== checkIn.id));
      toast("Check-in deleted.", { action: { label: "Undo", onClick: () => void restore(removed) } });
    });
  }

  async function restore({ checkIn, remembered }: Removed) {
    await attempt(async () => {
      const { id, mood, energy, sleepHours, note, tags, happenedAt, isSample } = checkIn;
      const body = { id, mood, energy, sleepHours, note, tags, happenedAt, isSample, remembered };
      add((await callApi<{ checkIn: CheckIn }>("POST", "/api/check-ins", body)).checkIn);
    });
  }

  async function sample(method: "POST" | "DELETE") {
    await attempt(async () => {
      await callApi(method, "/api/sample");
      await load(NEWEST, []);
      toast.success(
        method === "POST"
          ? "An invented parent's month is loaded. Ask the coach about it."
          : "The sample month is gone.",
      );
    });
  }

  return (
    <div className="grid gap-8 pt-4 lg:grid-cols-[minmax(0,26rem)_1fr]">
      <section aria-labelledby="check-in-title" className="h-fit rounded-3xl border border-line p-5">
        <h1 id="check-in-title" className="pb-4 text-2xl font-extrabold">
          How is it right now?
        </h1>
        <CheckInForm submit="Save check-in" yesterday={yesterday} atThumb onSave={save} />
        <p ref={below} role="status" className={cn("scroll-mb-40", remark && "pt-4 text-soft")}>
          {remark}
        </p>
        {help ? (
          <div className="pt-4">
            <SafetyCard card={help} />
          </div>
        ) : null}
      </section>
      <section aria-labelledby="recent-title" className="min-w-0 space-y-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 id="recent-title" className="text-xl font-bold">
            Lately
          </h2>
          {checkIns.some((one) => one.isSample) ? (
            <Confirm
              trigger={<Button look="plain">Remove the sample month</Button>}
              title="Remove the sample month?"
              text="The invented entries go. What you wrote yourself stays."
              action="Remove"
              onConfirm={() => void sample("DELETE")}
            />
          ) : null}
        </div>
        {checkIns.length === 0 ? <Empty onSample={() => void sample("POST")} /> : null}
        <ul className="space-y-3">
          {checkIns.map((one) => (
            <CheckInCard
              key={one.id}
              checkIn={one}
              anchor={`check-in-${one.id}`}
              timeZone={timeZone}
              onDelete={() => void remove(one)}
              onEdit={(draft, hear) =>
                attempt(async () => {
                  const stored = await callApi<Stored>("PATCH", `/api/check-ins/${one.id}`, draft);
                  hear(stored);
                  replace(stored.checkIn);
                })
              }
            />
          ))}
        </ul>
        {cursor ? (
          <Button
            look="quiet"
            className="w-full"
            onClick={() => void attempt(() => load(`${NEWEST}&cursor=${cursor}`, checkIns))}
          >
            Show more
          </Button>
        ) : null}
      </section>
    </div>
  );
}

function Empty({ onSample }: { onSample: () => void }) {
  return (
    <div className="space-y-3 rounded-3xl border border-dashed border-line p-6 text-soft">
      <p>
        Nothing here yet. One tap on a face is a whole check-in; a line of words is what the coach can come back to.
      </p>
      <p>Want to see what it is like first? Load an invented parent's month. You can remove it again with one tap.</p>
      <Button look="quiet" onClick={onSample}>
        Load a sample month
      </Button>
    </div>
  );
}
