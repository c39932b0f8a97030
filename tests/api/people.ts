import { sql } from "kysely";
import { createModel } from "#lib/ai/model.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import type { QuotaEnvironment } from "#supabase/local/quotas.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { signUp } from "#tests/stack/stack-process.ts";

type Handler = (request: Request, context?: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** A person with an access token, calling route handlers as a client would. */
export interface Caller {
  token: string;
  call(
    handler: Handler,
    method: string,
    body?: unknown,
    params?: Record<string, string>,
    query?: string,
  ): Promise<Response>;
}

/**
 * One in-memory stack that the imported handlers find through the environment.
 * @param quotas what one person may do in a minute; without limits when left out
 */
export async function startApi(quotas?: QuotaEnvironment): Promise<{
  stack: Stack;
  person(name: string): Promise<Caller>;
  embedAll(): Promise<void>;
}> {
  const stack = await startStack(quotas ? { quotas } : {});
  process.env.SUPABASE_URL = stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = stack.secrets.publishableKey;
  const jobs = jobsOnStack(stack.database.connection.kysely);
  return {
    stack,
    async person(name) {
      const client = await signUp(
        { url: stack.url, publishableKey: stack.secrets.publishableKey },
        `${name}@example.test`,
      );
      const { data } = await client.auth.getSession();
      return caller(data.session?.access_token as string);
    },
    async embedAll() {
      await sql`update private.embedding_queue set run_after = now()`.execute(stack.database.connection.kysely);
      while ((await embedPending(jobs, createModel({}))).claimed > 0);
    },
  };
}

/** @returns a caller with this token; an empty one sends no Authorization at all. */
export function caller(token: string): Caller {
  return {
    token,
    call(handler, method, body, params = {}, query = "") {
      const request = new Request(`http://localhost/api${query}`, {
        method,
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), "content-type": "application/json" },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return handler(request, { params: Promise.resolve(params) });
    },
  };
}
