import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { PATCH as changeCheckIn } from "../../app/api/check-ins/[id]/route.ts";
import { POST as addCheckIn } from "../../app/api/check-ins/route.ts";
import { GET as health } from "../../app/api/health/route.ts";
import { GET as journal } from "../../app/api/journal/route.ts";
import { type Caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let robin: Caller;
let logged: string;
beforeAll(async () => {
  api = await startApi();
  robin = await api.person("robin");
});
afterAll(() => api.stack.close());
afterEach(() => {
  vi.restoreAllMocks();
  delete process.env.NIGHTLIGHT_LOG;
});
const listen = () => {
  logged = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    logged += text;
    return true;
  });
};
const get = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, { headers: { authorization: `Bearer ${robin.token}`, ...headers } });

describe("a request", () => {
  it("has an id, the caller's own when it is one, on the answer and in the log", async () => {
    process.env.NIGHTLIGHT_LOG = "requests";
    listen();
    const response = await journal(get("/api/journal", { "x-request-id": "from-the-balancer-1" }));
    expect(response.headers.get("x-request-id")).toBe("from-the-balancer-1");
    expect(JSON.parse(logged)).toMatchObject({
      event: "request",
      method: "GET",
      route: "/api/journal",
      status: 200,
      request: "from-the-balancer-1",
    });
    const odd = await journal(get("/api/journal", { "x-request-id": 'a"b{canary}' }));
    expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(logged).not.toContain("canary");
  });

  it("leaves no words, ids, tokens or addresses in the log", async () => {
    process.env.NIGHTLIGHT_LOG = "requests";
    listen();
    const word = "canarynobodymayread";
    await journal(get(`/api/journal?q=${word}`));
    const { checkIn } = await (await robin.call(addCheckIn, "POST", { mood: 3, note: word })).json();
    await robin.call(addCheckIn, "POST", { mood: 99, note: word });
    const path = `/api/check-ins/${checkIn.id}`;
    await changeCheckIn(new Request(`http://localhost${path}?${word}`, { method: "PATCH", body: word }), {
      params: Promise.resolve({ id: checkIn.id }),
    });
    expect(logged).toContain('"route":"/api/check-ins/{id}","status":401');
    // Where an id belongs anything can be typed, and ids are chosen by clients: the second looks like a word.
    for (const typed of [word, "abcdefab-abcd-abcd-abcd-abcdefabcdef", `${word} %41%2F`]) {
      const url = `http://localhost/api/check-ins/${encodeURIComponent(typed)}`;
      await changeCheckIn(new Request(url, { method: "PATCH" }), { params: Promise.resolve({ id: typed }) });
      expect(logged).not.toContain("abcdefab");
    }
    expect(logged).toContain('"status":201');
    for (const secret of [word, checkIn.id, robin.token, "example.test"]) expect(logged).not.toContain(secret);
  });

  it("is logged without being asked for when it failed on our side, and only then", async () => {
    listen();
    await journal(get("/api/journal"));
    expect(logged).toBe("");
    process.env.SUPABASE_URL = "http://127.0.0.1:9";
    await journal(get("/api/journal"));
    process.env.SUPABASE_URL = api.stack.url;
    expect(JSON.parse(logged)).toMatchObject({ event: "request", status: 503 });
  });
});

describe("/api/health", () => {
  const asked = async (path: string) => {
    const response = await health(get(path));
    return { status: response.status, body: await response.json() };
  };

  it("tells a process that is alive from one that can serve", async () => {
    expect(await asked("/api/health")).toEqual({ status: 200, body: { status: "ok", database: "ok" } });
    process.env.SUPABASE_URL = "http://127.0.0.1:9";
    listen();
    expect(await asked("/api/health")).toEqual({ status: 503, body: { status: "degraded", database: "down" } });
    expect(await asked("/api/health?live")).toEqual({ status: 200, body: { status: "ok" } });
    process.env.SUPABASE_URL = api.stack.url;
  });
});
