import { createModel, type ModelConfig, ModelUnavailable } from "#lib/ai/model.ts";
import { type Check, clock, codeOf, fail, ok } from "./check.ts";

/** What the app talks to: Supabase's two APIs, and the model's provider. */

const PATIENCE_MS = 10_000;

/** Reaches Auth and Data API with the publishable key, and makes sure that the key alone opens nothing. */
export async function supabaseApi(url: string, publishableKey: string): Promise<Check[]> {
  const ask = (path: string) =>
    fetch(`${url.replace(/\/$/, "")}${path}`, {
      headers: { apikey: publishableKey },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  let auth: Response;
  try {
    auth = await ask("/auth/v1/settings");
  } catch (error) {
    return [fail("auth API", `does not answer (${codeOf(error)})`, "Check SUPABASE_URL, and that Supabase runs.")];
  }
  const now = Date.now();
  await auth.body?.cancel();
  const checks: Check[] = [
    auth.ok
      ? ok("auth API", "answers")
      : fail(
          "auth API",
          `answers ${auth.status}`,
          "Check that SUPABASE_URL and the publishable key are of one project.",
        ),
  ];
  const date = Date.parse(auth.headers.get("date") ?? "");
  if (!Number.isNaN(date)) checks.push(clock("auth API's clock", date, now));
  return auth.ok ? [...checks, await dataApi(ask)] : checks;
}

async function dataApi(ask: (path: string) => Promise<Response>): Promise<Check> {
  const name = "data API";
  try {
    const response = await ask("/rest/v1/notes?select=id&limit=1");
    const { code } = (await response.json()) as { code?: string };
    if (code === "42501") return ok(name, "answers, and shows nothing to whoever is not signed in");
    if (response.ok)
      return fail(
        name,
        "lets people who are not signed in ask for notes",
        "Run npm run audit:isolation -- --url DATABASE_URL.",
      );
    if (code === "PGRST205" || code === "42P01")
      return fail(name, "has no table notes", "Apply the migrations: npx supabase db push.");
    return fail(name, `answers ${response.status}`, "Look into Supabase's own logs.");
  } catch (error) {
    return fail(name, `does not answer (${codeOf(error)})`, "Look into Supabase's own logs.");
  }
}

/** Embeds one word, as the worker would: address, key, model and dimensions in one. */
export async function modelProvider(config: ModelConfig): Promise<Check> {
  const name = "model";
  const model = createModel({ ...config, timeoutMs: config.timeoutMs ?? PATIENCE_MS, maxRetries: 0 });
  if (model.offline) return ok(name, "the offline coach; nothing leaves this machine");
  try {
    await model.embed(["night"]);
    return ok(name, `the provider embeds with ${model.embeddingModel}`);
  } catch (error) {
    const code = error instanceof ModelUnavailable ? error.code : codeOf(error);
    return fail(name, `the provider does not embed (${code})`, FIXES[code] ?? "Look into the provider's own status.");
  }
}

const FIXES: Record<string, string> = {
  unreachable: "Check OPENAI_BASE_URL, and that this machine may reach it.",
  timeout: "Check that the provider is up; OPENAI_TIMEOUT_MS is how long it may be silent.",
  refused: "Check OPENAI_API_KEY and OPENAI_EMBEDDING_MODEL.",
  rate_limited: "The provider's limit is reached; wait, or ask it for more.",
  bad_response: "OPENAI_EMBEDDING_MODEL must give at most 1,536 dimensions and speak OpenAI's protocol.",
};
