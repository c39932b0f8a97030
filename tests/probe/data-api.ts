import type { Check, Scene } from "./checks.ts";
import { type Answer, alike, type Person, request } from "./person.ts";

/** The Supabase project behind a deployment, as any holder of its publishable key reaches it. */
export interface DataApi {
  url: URL;
  publishableKey: string;
}

/** Calls the Data API as a person, or with the key alone. */
export function dataApiAs(
  api: DataApi,
  person: Person | undefined,
  path: string,
  init: RequestInit = {},
): Promise<Answer> {
  return request(new URL(`/rest/v1/${path}`, api.url), {
    ...init,
    headers: {
      apikey: api.publishableKey,
      ...(person ? { authorization: `Bearer ${person.token}` } : {}),
      "content-type": "application/json",
      ...(init.headers as Record<string, string>),
    },
  });
}

/** What the person's own session can see, place by place, as the database counts it. */
async function places(api: DataApi, person: Person): Promise<{ relation: string; visible: number; own: number }[]> {
  const answer = await dataApiAs(api, person, "rpc/privacy_check", { method: "POST", body: "{}" });
  if (answer.status !== 200) throw new Error(`privacy_check answers ${answer.status}`);
  return JSON.parse(answer.text);
}

async function tables(api: DataApi, person: Person): Promise<string[]> {
  return (await places(api, person)).flatMap(({ relation }) => /^public\.(\w+)$/.exec(relation)?.[1] ?? []);
}

/** The same questions past the app's routes, where the database alone answers. */
export function dataApiChecks(api: DataApi): Check[] {
  const readAll = async (person: Person | undefined, names: string[]) => {
    const answers = await Promise.all(names.map((name) => dataApiAs(api, person, `${name}?select=*`)));
    return answers.map((answer) => alike(answer)).join("\n");
  };
  return [
    {
      name: "data API: the database counts nothing but their own for either",
      async run({ a, b }: Scene) {
        for (const person of [a, b]) {
          const counted = await places(api, person);
          const wrong = counted.find(({ visible, own }) => visible !== own);
          if (wrong) return `${wrong.relation}: ${wrong.visible} visible, ${wrong.own} their own`;
          if (!counted.some(({ own }) => own > 0)) return "nothing of their own is visible";
        }
        return undefined;
      },
    },
    {
      name: "data API: own rows come, another's do not, and with the key alone none",
      async run({ a, b }: Scene) {
        const names = await tables(api, b);
        const [ofB, ofNobody] = [await readAll(b, names), await readAll(undefined, names)];
        if (!ofB.includes(b.canary)) return "B's own rows do not come";
        if (ofB.includes(a.canary)) return "B reads what A wrote";
        return ofNobody.includes(a.canary) || ofNobody.includes(b.canary) ? "the key alone reads rows" : undefined;
      },
    },
    {
      // Aimed at A's rows, never unfiltered: on a deployment that leaks it would strike everybody's.
      name: "data API: another's rows can be neither changed nor deleted nor given",
      async run({ a, b }: Scene) {
        const names = await tables(api, a);
        const before = await readAll(a, names);
        for (const name of names) {
          const rows = JSON.parse((await dataApiAs(api, a, `${name}?select=*&limit=1`)).text) as Record<
            string,
            unknown
          >[];
          const text = Object.entries(rows[0] ?? {}).find(
            ([, value]) => typeof value === "string" && value.includes(a.canary),
          )?.[0];
          const aim = `${name}?user_id=eq.${a.userId}`;
          const quiet = { prefer: "return=minimal" };
          if (text)
            await dataApiAs(api, b, aim, {
              method: "PATCH",
              headers: quiet,
              body: JSON.stringify({ [text]: "overwritten" }),
            });
          await dataApiAs(api, b, aim, { method: "DELETE", headers: quiet });
          const gift = { ...rows[0], id: crypto.randomUUID(), user_id: a.userId };
          if (rows[0]) await dataApiAs(api, b, name, { method: "POST", headers: quiet, body: JSON.stringify(gift) });
        }
        return (await readAll(a, names)) === before ? undefined : "B's writes reached A's rows";
      },
    },
    {
      name: "data API: the search with A's own vector finds nothing of A's for B",
      async run({ a, b }: Scene) {
        const [row] = JSON.parse(
          (await dataApiAs(api, a, "documents?select=embedding&embedding=not.is.null&limit=1")).text,
        ) as { embedding: string }[];
        if (!row) return "A has no vector to search with";
        const search = (person: Person) =>
          dataApiAs(api, person, "rpc/match_documents", {
            method: "POST",
            body: JSON.stringify({ query_embedding: row.embedding }),
          });
        const [own, others] = [await search(a), await search(b)];
        if (!own.text.includes(a.canary)) return "A does not find it either";
        return others.text.includes(a.canary) ? "B finds what A wrote" : undefined;
      },
    },
  ];
}
