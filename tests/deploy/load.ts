import { callAs, type Person } from "#tests/probe/person.ts";

/** What happened to the writes of many people who never paused. */
export interface Load {
  /** By person: the notes of check-ins, and whether each was acknowledged. */
  notes: Map<Person, Map<string, boolean>>;
  /** By person: the conversations whose answer came to its end. */
  answers: Map<Person, string[]>;
  /** What the others got: a status, or why there was none. */
  failures: string[];
}

/** Starts people who write check-ins and ask the coach, one request after the other. @returns ends it */
export function putUnderLoad(app: URL, people: Person[]): () => Promise<Load> {
  const load: Load = {
    notes: new Map(people.map((person) => [person, new Map()])),
    answers: new Map(people.map((person) => [person, []])),
    failures: [],
  };
  let stopped = false;
  const work = people.map(async (person) => {
    for (let at = 0; !stopped; at++) {
      if (at % 4 === 3) await ask(app, person, load);
      else await write(app, person, `${person.canary} wrote this ${at}`, load);
    }
  });
  return async () => {
    stopped = true;
    await Promise.all(work);
    return load;
  };
}

async function write(app: URL, person: Person, note: string, load: Load): Promise<void> {
  const status = await callAs(person, new URL("/api/check-ins", app), "POST", { mood: 3, note }).then(
    (answer) => answer.status,
    reason,
  );
  load.notes.get(person)?.set(note, status === 201);
  if (status !== 201) load.failures.push(`check-in: ${status}`);
}

async function ask(app: URL, person: Person, load: Load): Promise<void> {
  const answer = await callAs(person, new URL("/api/chat", app), "POST", { message: "How was it?" }).catch(reason);
  const conversation =
    typeof answer === "string" ? undefined : /"data-conversation".*?"id":"([^"]+)"/.exec(answer.text);
  if (typeof answer !== "string" && answer.text.includes('"type":"finish"'))
    load.answers.get(person)?.push(conversation?.[1] as string);
  else
    load.failures.push(`chat: ${typeof answer === "string" ? answer : `${answer.status} ${answer.text.slice(-80)}`}`);
}

const reason = (error: Error) => String((error.cause as { code?: string } | undefined)?.code ?? error.message);

/** The notes of all check-ins of a person, as their own list shows them. */
export async function listed(app: URL, person: Person): Promise<string[]> {
  const notes: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await callAs(person, new URL(`/api/check-ins?limit=100${cursor && `&cursor=${cursor}`}`, app), "GET");
    const { checkIns, nextCursor } = JSON.parse(page.text) as {
      checkIns: { note: string }[];
      nextCursor: string | null;
    };
    notes.push(...checkIns.map(({ note }) => note));
    if (!nextCursor) return notes;
    cursor = nextCursor;
  }
}
