import { bodiesAbout, endsEverything, filled, hasPathId, type Operation, placesFor } from "./operations.ts";
import { type Answer, alike, callAs, idsIn, type Person, request } from "./person.ts";

/** What the checks work with: A wrote things, B looks for them. */
export interface Scene {
  app: URL;
  operations: Operation[];
  a: Person;
  b: Person;
  /** Ids of things that A has. */
  foreign: string[];
}

/** One thing that is looked at. Says what is wrong, or nothing. */
export interface Check {
  name: string;
  run(scene: Scene): Promise<string | undefined>;
}

const ok = ({ status }: Answer) => status >= 200 && status < 300;
const isNotKept = ({ cacheControl }: Answer) => /no-store/.test(cacheControl);
const lists = ({ operations }: Scene) => operations.filter((one) => one.method === "GET" && !hasPathId(one));

/** Everything of a person's that the API shows, in one text. */
export async function everythingOf(scene: Scene, person: Person): Promise<string> {
  const texts: string[] = [];
  for (const operation of lists(scene))
    texts.push(alike(await callAs(person, new URL(operation.path, scene.app), "GET")));
  return texts.join("\n");
}

/** Stores something by every route that stores, with the person's word in it. @returns the ids they then have */
export async function write(app: URL, operations: Operation[], person: Person): Promise<string[]> {
  const ids = new Set<string>();
  const creating = operations.filter(({ method, path, body }) => method === "POST" && body && !/\{|search/.test(path));
  for (const { path, body } of creating) {
    for (const one of bodiesAbout(body ?? {}, person.canary)) {
      const answer = await callAs(person, new URL(path, app), "POST", one);
      if (!ok(answer)) continue;
      for (const id of idsIn(answer.text)) ids.add(id);
      break;
    }
  }
  for (const { path } of operations.filter((one) => one.method === "GET" && !hasPathId(one))) {
    for (const id of idsIn((await callAs(person, new URL(path, app), "GET")).text)) ids.add(id);
  }
  return [...ids].filter((id) => id !== person.userId);
}

/** Bodies of one answer for both people in turn, A first: a cache on the way would give B what it kept of A's. */
async function inTurn(scene: Scene, url: URL, init: (person: Person) => RequestInit): Promise<[Answer, Answer]> {
  return [await request(url, init(scene.a)), await request(url, init(scene.b))];
}

const bearer = (person: Person) => ({ headers: { authorization: `Bearer ${person.token}` } });

export const API_CHECKS: Check[] = [
  {
    name: "each person's own rows come",
    async run(scene) {
      for (const person of [scene.a, scene.b])
        if (!(await everythingOf(scene, person)).includes(person.canary))
          return "what a person wrote is in none of their lists";
      return undefined;
    },
  },
  {
    name: "no list shows another's rows, asked one after the other",
    async run(scene) {
      for (const operation of lists(scene)) {
        const [own, others] = await inTurn(scene, new URL(operation.path, scene.app), bearer);
        if (own.text.includes(scene.b.canary) || others.text.includes(scene.a.canary)) return operation.name;
      }
      return undefined;
    },
  },
  {
    name: "nobody who is not signed in gets anything",
    async run(scene) {
      for (const operation of scene.operations.filter((one) => !endsEverything(one))) {
        for (const { path, body } of [...placesFor(operation, scene.foreign[0] as string), { path: operation.path }]) {
          const answer = await callAs(undefined, new URL(path, scene.app), operation.method, body);
          if (answer.text.includes(scene.a.canary)) return `${operation.name} shows what A wrote`;
          if (ok(answer) && !/\/(health|openapi\.json)$/.test(operation.path))
            return `${operation.name} answers ${answer.status}`;
          if (!isNotKept(answer)) return `${operation.name} without no-store`;
        }
      }
      return undefined;
    },
  },
  {
    name: "every answer says no-store",
    async run(scene) {
      for (const operation of scene.operations.filter((one) => one.method === "GET")) {
        for (const path of hasPathId(operation) ? scene.foreign.map((id) => filled(operation, id)) : [operation.path]) {
          const answer = await callAs(scene.a, new URL(path, scene.app), "GET");
          if (!isNotKept(answer)) return `${operation.name} (${answer.status})`;
        }
      }
      return undefined;
    },
  },
  {
    name: "own ids are served",
    async run(scene) {
      for (const operation of scene.operations.filter((one) => one.method === "GET" && hasPathId(one))) {
        const answers = await Promise.all(
          scene.foreign.map((id) => callAs(scene.a, new URL(filled(operation, id), scene.app), "GET")),
        );
        if (!answers.some(ok)) return `${operation.name} serves none of A's ids to A`;
      }
      return undefined;
    },
  },
  {
    name: "search and chat find one's own and nothing of another's",
    async run(scene) {
      const asking = scene.operations.filter(
        ({ method, path, body }) => method === "POST" && body && /search|chat/.test(path),
      );
      if (asking.length === 0) return "the description lists neither search nor chat";
      for (const { name, path, body } of asking) {
        // The words that both wrote, up to their canaries: nothing lies nearer to the question. A asks it first, so that
        // a cache of questions would have A's answer ready for B.
        const [question] = bodiesAbout(body ?? {}, "");
        const url = new URL(path, scene.app);
        for (const [person, other] of [
          [scene.a, scene.b],
          [scene.b, scene.a],
        ] as const) {
          const answer = await callAs(person, url, "POST", question);
          if (!ok(answer)) return `${name} answers ${answer.status}`;
          if (answer.text.includes(other.canary)) return `${name} shows what the other wrote`;
          if (/search/.test(path) && !answer.text.includes(person.canary)) return `${name} does not find one's own`;
        }
      }
      return undefined;
    },
  },
  {
    name: "sixty interleaved requests are not crossed",
    async run(scene) {
      const telling: string[] = [];
      for (const { path } of lists(scene))
        if ((await callAs(scene.b, new URL(path, scene.app), "GET")).text.includes(scene.b.canary)) telling.push(path);
      if (telling.length === 0) return "no list to ask";
      const asked = Array.from(
        { length: 60 },
        (_, at) => [at % 2 ? scene.a : scene.b, telling[at % telling.length] as string] as const,
      );
      const answers = await Promise.all(
        asked.map(async ([person, path]) => ({
          person,
          path,
          answer: await callAs(person, new URL(path, scene.app), "GET"),
        })),
      );
      const crossed = answers.find(({ person, answer }) =>
        answer.text.includes((person === scene.a ? scene.b : scene.a).canary),
      );
      if (crossed) return crossed.path;
      const empty = answers.find(({ person, answer }) => person === scene.b && !answer.text.includes(scene.b.canary));
      return empty ? `${empty.path} lost B's own rows (${empty.answer.status})` : undefined;
    },
  },
  {
    name: "foreign and made-up ids get the same answer, and foreign rows stay as they were",
    async run(scene) {
      const before = await everythingOf(scene, scene.a);
      // A client may choose the id of what it stores, so that B has a thing of this id from then on: each foreign id
      // keeps the same made-up one throughout.
      const standIns = new Map(scene.foreign.map((id) => [id, crypto.randomUUID() as string]));
      for (const operation of scene.operations.filter((one) => !endsEverything(one))) {
        for (const [id, stand] of standIns) {
          const madeUp = placesFor(operation, stand);
          for (const [at, { path, body }] of placesFor(operation, id).entries()) {
            const theirs = await callAs(scene.b, new URL(path, scene.app), operation.method, body);
            const place = madeUp[at] as { path: string; body?: unknown };
            const nobodys = await callAs(scene.b, new URL(place.path, scene.app), operation.method, place.body);
            if (theirs.text.includes(scene.a.canary)) return `${operation.name} shows what A wrote`;
            if (alike(theirs) !== alike(nobodys))
              return `${operation.name}: ${theirs.status} for a foreign id, ${nobodys.status} for a made-up one, or another body`;
          }
        }
      }
      return (await everythingOf(scene, scene.a)) === before ? undefined : "B's attempts changed what A has";
    },
  },
];

/** Same-origin paths that a page links to. */
const linksIn = (html: string) =>
  [...html.matchAll(/href="(\/[^"#]*)/g)]
    .map(([, path]) => path as string)
    .filter((path) => !/^\/(_next|api|auth)\//.test(path) && !/\.\w+(\?|$)/.test(path));

const MOST_PAGES = 40;

/** The pages that a person can reach by links, with what they show. */
async function pagesOf(scene: Scene, person: Person): Promise<Map<string, Answer>> {
  const pages = new Map<string, Answer>();
  const waiting = ["/", "/today", "/chat"];
  for (let path = waiting.shift(); path && pages.size < MOST_PAGES; path = waiting.shift()) {
    if (pages.has(path)) continue;
    const answer = await request(new URL(path, scene.app), { headers: { cookie: person.cookie } });
    pages.set(path, answer);
    waiting.push(...linksIn(answer.text));
  }
  return pages;
}

export const PAGE_CHECKS: Check[] = [
  {
    name: "pages show one's own and nothing of another's, and no cache may keep them",
    async run(scene) {
      const [ofA, ofB] = [await pagesOf(scene, scene.a), await pagesOf(scene, scene.b)];
      if (![...ofB.values()].some(({ text }) => text.includes(scene.b.canary))) return "no page shows B what B wrote";
      for (const [path, answer] of ofB) {
        if (answer.text.includes(scene.a.canary)) return `${path} shows B what A wrote`;
        if (answer.text.includes(scene.b.canary) && !isNotKept(answer))
          return `${path} shows what B wrote without no-store`;
      }
      for (const [path, { text }] of ofA) if (text.includes(scene.b.canary)) return `${path} shows A what B wrote`;
      // The same pages as Next's client asks for them.
      for (const path of ofA.keys()) {
        const part = await request(new URL(path, scene.app), { headers: { cookie: scene.b.cookie, rsc: "1" } });
        if (part.text.includes(scene.a.canary)) return `${path} (rsc) shows B what A wrote`;
      }
      return undefined;
    },
  },
  {
    name: "a page by another's id is as if it were not there",
    async run(scene) {
      const byId = [...(await pagesOf(scene, scene.a)).keys()].filter((path) => idsIn(path).length > 0);
      for (const path of byId) {
        const ask = (at: string) => request(new URL(at, scene.app), { headers: { cookie: scene.b.cookie } });
        const theirs = await ask(path);
        const nobodys = await ask(path.replace(idsIn(path)[0] as string, crypto.randomUUID()));
        if (theirs.status !== nobodys.status)
          return `${theirs.status} for a foreign id, ${nobodys.status} for a made-up one`;
        if (theirs.text.includes(scene.a.canary)) return "it shows what A wrote";
      }
      return undefined;
    },
  },
];
