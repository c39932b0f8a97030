import { sql } from "kysely";
import { afterAll, beforeAll, describe, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { appRoutes } from "#tests/api/app-routes.ts";
import { embedAll } from "./lives.ts";
import { weather } from "./storm.ts";
import { createWorld, tokenWith, type World } from "./world.ts";

let world: World;
let provider: FakeProvider;
beforeAll(async () => {
  world = await createWorld();
  provider = await startFakeProvider("echo");
  Object.assign(process.env, {
    SUPABASE_URL: world.stack.url,
    SUPABASE_PUBLISHABLE_KEY: world.stack.secrets.publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: await tokenWith(world, {
      role: "service_role",
      exp: Math.floor(Date.now() / 1000) + 3600,
    }),
    OPENAI_BASE_URL: provider.url,
    OPENAI_EMBEDDING_MODEL: OFFLINE_EMBEDDING_MODEL,
  });
  await sql`update public.documents set embedding = null`.execute(world.root);
  await embedAll(world);
});
afterAll(async () => {
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_EMBEDDING_MODEL;
  await provider.close();
  await world.close();
});

describe("hundreds of requests at once, with people leaving in the middle", () => {
  it("cross no row, and each finds their own", async () => {
    await weather({ world, provider, routes: await appRoutes(), jobs: jobsOnStack(world.root) });
  });
});
