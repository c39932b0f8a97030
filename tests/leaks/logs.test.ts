import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { describe, expect, it } from "vitest";
import { aloneOnServer } from "#tests/stack/migrated-database.ts";
import { signUp, spawnStack } from "#tests/stack/stack-process.ts";

describe("the stack's output", () => {
  it("names a failing write by its SQLSTATE, and never by what was written", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "nightlight-logs-"));
    const stack = await aloneOnServer(process.env.DATABASE_URL, () => spawnStack(dataDir));
    const person = await signUp(stack, "logs@example.test");
    const note = "canary-nobody-may-read-this";
    expect((await person.from("check_ins").insert({ mood: 9, note })).error).not.toBeNull();
    expect((await person.from("check_ins").select().eq("id", note)).error?.code).toBe("22P02");
    expect((await person.from("check_ins").insert({ mood: 3, note, [note]: 1 } as never)).error).not.toBeNull();
    expect((await person.from("documents").insert({ content: note, embedding: "[1,2]" })).error).not.toBeNull();
    expect((await person.rpc("match_documents", { query_embedding: note })).error).not.toBeNull();
    // The health check asks like this: a refusal is no fault.
    const stranger = createClient(stack.url, stack.publishableKey, { auth: { persistSession: false } });
    expect((await stranger.from("profiles").select()).error?.code).toBe("42501");
    await person.auth.signInWithPassword({ email: `${note}@example.test`, password: note });
    // A write that succeeds is the positive twin: the same words, stored and not printed.
    expect((await person.from("check_ins").insert({ mood: 3, note })).error).toBeNull();
    stack.child.kill("SIGTERM");
    await stack.exited;
    rmSync(dataDir, { recursive: true, force: true });
    expect(stack.output()).not.toContain("canary");
    expect(stack.output()).toMatch(/"sqlstate":"23514"/);
    expect(stack.output()).toMatch(/"sqlstate":"22P02"/);
    expect(stack.output()).toMatch(/"request":"/);
    expect(stack.output()).toMatch(/"database_refused","sqlstate":"42501"/);
    expect(stack.output()).not.toMatch(/"database_error".*"42501"/);
  });
});
