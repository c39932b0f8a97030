import { API_CHECKS, type Check, everythingOf, PAGE_CHECKS, type Scene, write } from "./checks.ts";
import { type DataApi, dataApiAs, dataApiChecks } from "./data-api.ts";
import { signInByForm } from "./form.ts";
import { bodiesAbout, filled, hasPathId, type Operation, operationsOf } from "./operations.ts";
import { callAs, createPerson, type Person, request } from "./person.ts";

export interface ProbeOptions {
  /** Where the app answers. */
  url: string;
  /** The Supabase project behind it, to ask it directly too. */
  dataApi?: DataApi | undefined;
  /** Addresses to sign up with; `*` becomes a random word. */
  email?: string;
  /** Two accounts to use in place of new ones, where addresses are confirmed by mail. Their entries are removed, they stay. */
  accounts?: { email: string; password: string }[];
  /** Of the checks those alone whose name fits; finding one's own words and erasing are always among them. */
  only?: RegExp;
  /** Gets each line as it is known. */
  report: (line: string) => void;
}

/**
 * Two people on a running deployment: each writes, each looks for the other's. Everything is erased afterwards.
 * @returns how many checks passed and failed
 * @throws when the deployment can't be probed at all
 */
export async function probe(options: ProbeOptions): Promise<{ passed: number; failed: number }> {
  const app = new URL(options.url);
  const operations = await describe(app);
  const people: Person[] = [];
  const count = { passed: 0, failed: 0 };
  const report = (name: string, fault: string | undefined) => {
    count[fault === undefined ? "passed" : "failed"]++;
    options.report(fault === undefined ? `ok    ${name}` : `FAIL  ${name}: ${fault}`);
  };
  try {
    for (const at of [0, 1])
      people.push(await createPerson(app, options.email ?? "probe-*@example.com", options.accounts?.[at]));
    const [a, b] = people as [Person, Person];
    await write(app, operations, b);
    const foreign = await write(app, operations, a);
    if (foreign.length === 0) throw new Error("Nothing could be stored by any route of the description.");
    const scene: Scene = { app, operations, a, b, foreign };
    report("what a person wrote is found by their own search", await untilSearchable(scene));
    scene.foreign = [
      ...new Set([
        ...foreign,
        ...(await write(
          app,
          [...operations].filter(({ method }) => method === "GET"),
          a,
        )),
      ]),
    ];
    const checks = [...PAGE_CHECKS, ...(options.dataApi ? dataApiChecks(options.dataApi) : []), ...API_CHECKS];
    for (const check of checks.filter(({ name }) => options.only?.test(name) ?? true))
      report(check.name, await outcome(check, scene));
  } finally {
    for (const person of people)
      report(`${person === people[0] ? "A" : "B"} is erased`, await erase(app, operations, person, options.dataApi));
  }
  return count;
}

async function describe(app: URL): Promise<Operation[]> {
  const answer = await request(new URL("/api/openapi.json", app)).catch((error) => {
    throw new Error(`${app.origin} can't be reached: ${(error as Error).cause ?? (error as Error).message}`);
  });
  if (answer.status !== 200) throw new Error(`${app.origin}/api/openapi.json answers ${answer.status}.`);
  return operationsOf(answer.text);
}

async function outcome(check: Check, scene: Scene): Promise<string | undefined> {
  try {
    return await check.run(scene);
  } catch (error) {
    return `could not be asked (${(error as Error).message})`;
  }
}

/** Embeddings are made after the answer; asked until they are there, twenty times at the most. */
async function untilSearchable({ app, operations, a, b }: Scene): Promise<string | undefined> {
  const search = operations.find(({ method, path }) => method === "POST" && path.endsWith("/search"));
  if (!search?.body) return "the description lists no search";
  for (const person of [a, b]) {
    const [question] = bodiesAbout(search.body, person.canary);
    let found = false;
    for (let attempt = 0; attempt < 20 && !found; attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 1000));
      const answer = await callAs(person, new URL(search.path, app), "POST", question);
      if (answer.status !== 200) return `${search.name} answers ${answer.status}`;
      found = answer.text.includes(person.canary);
    }
    if (!found) return "it is not";
  }
  return undefined;
}

/** Ends the account, or empties one that was lent. @returns what is left, if anything */
async function erase(
  app: URL,
  operations: Operation[],
  person: Person,
  dataApi?: DataApi,
): Promise<string | undefined> {
  const scene = { app, operations } as Scene;
  if (!person.lent && (await endAccount(app, operations, person, dataApi))) {
    const again = await signInByForm(app, person.email, person.password);
    if (again) return "it can still sign in";
    return (await everythingOf(scene, person)).includes(person.canary)
      ? "its token still shows what it wrote"
      : undefined;
  }
  const ids = await write(
    app,
    operations.filter(({ method }) => method === "GET"),
    person,
  );
  for (const operation of operations.filter((one) => one.method === "DELETE" && hasPathId(one)))
    for (const id of ids) await callAs(person, new URL(filled(operation, id), app), "DELETE");
  if ((await everythingOf(scene, person)).includes(person.canary)) return "some of what it wrote could not be removed";
  return person.lent ? undefined : "its entries are gone, the account stays: give --supabase-url and --publishable-key";
}

async function endAccount(app: URL, operations: Operation[], person: Person, dataApi?: DataApi): Promise<boolean> {
  const route = operations.find(({ name }) => name === "DELETE /api/account");
  if (route) {
    const body = { ...(route.body ? (bodiesAbout(route.body, "").at(-1) as object) : {}), password: person.password };
    const { status } = await callAs(person, new URL(route.path, app), "DELETE", body);
    if (status < 300) return true;
  }
  if (!dataApi) return false;
  return (await dataApiAs(dataApi, person, "rpc/delete_own_account", { method: "POST", body: "{}" })).status < 300;
}
