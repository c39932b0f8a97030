import { join } from "node:path";
import { setVariables } from "#lib/ai/model-environment.ts";
import { webEnv } from "#lib/env.ts";
import { readExceptions } from "#supabase/audit/exceptions.ts";
import { DataFolderInUse } from "#supabase/local/data-folder.ts";
import { embeddedSession } from "#supabase/transfer/embedded.ts";
import { type Check, codeOf, fail, ok, skip } from "./check.ts";
import { database, workerLogin } from "./database.ts";
import { dataFolder, diskSpace, keyKinds, nodeVersion } from "./machine.ts";
import { modelProvider, supabaseApi } from "./services.ts";

type Env = Record<string, string | undefined>;
const EMBEDDED_EXCEPTIONS = join(import.meta.dirname, "../audit/exceptions.json");

/** Looks at everything that the environment names: this machine, Supabase, the database, the model. Changes nothing. */
export async function examine(variables: Env = process.env): Promise<Check[]> {
  const env: Env = setVariables(variables);
  const folder = env.NIGHTLIGHT_DATA_DIR ?? ".data";
  const external = Boolean(env.SUPABASE_URL ?? env.NEXT_PUBLIC_SUPABASE_URL);
  const embedded = !external && !env.DATABASE_URL;
  const here = [nodeVersion(), await diskSpace(embedded ? folder : "."), ...keyKinds(env)];
  if (!external || env.NIGHTLIGHT_DATA_DIR) here.push(dataFolder(folder));
  return [
    ...here,
    ...(external ? await supabase(env) : []),
    ...(embedded ? await embeddedDatabase(folder) : []),
    ...(env.DATABASE_URL ? await database(env.DATABASE_URL) : []),
    ...(external && !env.DATABASE_URL ? [skip("database", "set DATABASE_URL for this run to look at it too")] : []),
    ...(env.APP_USER_DATABASE_URL ? [await workerLogin(env.APP_USER_DATABASE_URL)] : []),
    await model(env),
  ];
}

async function supabase(env: Env): Promise<Check[]> {
  try {
    const settings = webEnv(env);
    return [ok("settings", "complete"), ...(await supabaseApi(settings.supabaseUrl, settings.supabasePublishableKey))];
  } catch (error) {
    return [fail("settings", (error as Error).message, "See .env.example.")];
  }
}

async function embeddedDatabase(folder: string): Promise<Check[]> {
  try {
    const session = await embeddedSession(folder);
    if (!session) return [skip("database", "there is none yet; npm start makes it")];
    try {
      return await database(session.url, readExceptions(EMBEDDED_EXCEPTIONS));
    } finally {
      await session.close();
    }
  } catch (error) {
    const busy = error instanceof DataFolderInUse;
    return [
      fail(
        "database",
        busy ? "is held by another command" : `does not open (${codeOf(error)})`,
        "Try again when nothing else uses it.",
      ),
    ];
  }
}

/** The model's settings stand by themselves: the worker has them without the web app's. */
async function model(env: Env): Promise<Check> {
  try {
    const placeholder = { SUPABASE_URL: "http://127.0.0.1", SUPABASE_PUBLISHABLE_KEY: "sb_publishable_" };
    return await modelProvider(webEnv({ ...env, ...placeholder }).model);
  } catch (error) {
    return fail("model", (error as Error).message, "See .env.example.");
  }
}
