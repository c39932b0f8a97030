"use client";
import { ChevronDown, Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { Project } from "#lib/projects.ts";
import { buttonStyle } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { Field, inputStyle } from "../../ui/field.tsx";
import { MOODS } from "../today/moods.ts";
import { addressOf, type Filter, isDay } from "./filter.ts";

const PAUSE_MS = 300;

/** Search as one types, and filters as chips that can be taken off; all of it stands in the address. */
export function Filters({ filter, projects, tags }: { filter: Filter; projects: Project[]; tags: string[] }) {
  const [typed, setTyped] = useState(filter.q ?? "");
  const [sent, setSent] = useState(filter.q ?? "");
  const [seen, setSeen] = useState(filter.q ?? "");
  // The address may change without the field: by going back, or by a link.
  if ((filter.q ?? "") !== seen) {
    setSeen(filter.q ?? "");
    if ((filter.q ?? "") !== sent) {
      setSent(filter.q ?? "");
      setTyped(filter.q ?? "");
    }
  }

  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent) return;
    const pause = setTimeout(() => {
      setSent(wanted);
      const { q, ...rest } = filter;
      // Going back leads to before the search, not through each letter of it.
      go(wanted ? { q: wanted, ...rest } : rest, q ? "replace" : "push");
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, sent, filter]);

  const set = (name: keyof Filter, value: string) => {
    const { [name]: _, ...rest } = filter;
    go(value ? { ...rest, [name]: value } : rest, "push");
  };
  const chips = (
    [
      ["kind", filter.kind === "note" ? "Notes" : "Check-ins"],
      ["mood", MOODS[Number(filter.mood) - 1]?.word],
      ["tag", filter.tag],
      ["project", projects.find(({ id }) => id === filter.project)?.name ?? "A project"],
      ["from", `From ${filter.from}`],
      ["to", `Until ${filter.to}`],
    ] as const
  ).filter(([name]) => filter[name]);

  return (
    <search className="block space-y-2">
      <label className="relative block">
        <span className="sr-only">Search your journal</span>
        <Search className="absolute top-3 left-4 size-5 text-soft" aria-hidden />
        <input
          id="journal-search"
          type="search"
          enterKeyHint="search"
          maxLength={500}
          className={cn(inputStyle, "pl-12")}
          placeholder="Search by words or meaning"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <details className="group rounded-2xl border border-line">
        <summary className={buttonStyle({ look: "plain", className: "w-full" })}>
          Filters
          <ChevronDown className="size-5 group-open:rotate-180" aria-hidden />
        </summary>
        <div className="grid grid-cols-2 gap-4 p-4">
          <Choice label="Kind" value={filter.kind} onChange={(value) => set("kind", value)}>
            <option value="check_in">Check-ins</option>
            <option value="note">Notes</option>
          </Choice>
          <Choice label="Mood" value={filter.mood} onChange={(value) => set("mood", value)}>
            {MOODS.map(({ value, word }) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Choice>
          {tags.length > 0 ? (
            <Choice label="Tag" value={filter.tag} onChange={(value) => set("tag", value)}>
              {tags.map((tag) => (
                <option key={tag}>{tag}</option>
              ))}
            </Choice>
          ) : null}
          {projects.length > 0 ? (
            <Choice label="Project" value={filter.project} onChange={(value) => set("project", value)}>
              {projects.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Choice>
          ) : null}
          <Day label="From" value={filter.from ?? ""} onChange={(value) => set("from", value)} />
          <Day label="Until" value={filter.to ?? ""} onChange={(value) => set("to", value)} />
        </div>
      </details>
      {chips.length > 0 ? (
        <ul aria-label="Filters in use" className="flex flex-wrap gap-2">
          {chips.map(([name, text]) => (
            <li key={name} className="min-w-0">
              <button
                type="button"
                aria-label={`Take off: ${text}`}
                className={cn(buttonStyle({ look: "quiet" }), "max-w-full bg-glow")}
                onClick={() => set(name, "")}
              >
                <span className="truncate">{text}</span>
                <X className="size-4 shrink-0" aria-hidden />
              </button>
            </li>
          ))}
          {chips.length > 1 ? (
            <li>
              <button
                type="button"
                className={buttonStyle({ look: "plain" })}
                onClick={() => go(filter.q ? { q: filter.q } : {}, "push")}
              >
                Clear all
              </button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </search>
  );
}

/** The page reads its address again; nothing is loaded for it but the entries. */
function go(filter: Filter, how: "push" | "replace"): void {
  window.history[how === "push" ? "pushState" : "replaceState"](null, "", addressOf(filter));
}

/** A day that is applied once it is whole: what is typed passes through days that nobody means. */
function Day({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  // A field of which a part is filled in says that it is empty.
  const [partial, setPartial] = useState(false);
  const [seen, setSeen] = useState(value);
  // The address may change without the field: by going back, or by taking the chip off.
  if (value !== seen) {
    setSeen(value);
    setTyped(value);
  }

  useEffect(() => {
    if (typed === value || partial || !(typed === "" || isDay(typed))) return;
    const pause = setTimeout(() => onChange(typed), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, partial, value, onChange]);

  return (
    <Field
      label={label}
      type="date"
      className="min-w-0 px-2"
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        setPartial(event.target.validity.badInput);
      }}
      onBlur={(event) => {
        const half = event.target.validity.badInput;
        setPartial(half);
        if (half || !(typed === "" || isDay(typed))) setTyped(value);
      }}
    />
  );
}

function Choice(props: {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  children: React.ReactNode;
}) {
  return (
    <label className="block min-w-0 space-y-1">
      <span className="font-semibold">{props.label}</span>
      <select className={inputStyle} value={props.value ?? ""} onChange={(event) => props.onChange(event.target.value)}>
        <option value="">All</option>
        {props.children}
      </select>
    </label>
  );
}
