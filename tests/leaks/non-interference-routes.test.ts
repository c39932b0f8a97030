import { type AppRoute, appRoutes, send } from "#tests/api/app-routes.ts";
import { type Action, type Actor, questionAbout, textFor, type Way } from "./lives.ts";
import { makesNoDifference } from "./non-interference.ts";
import { tokenWith, type World } from "./world.ts";

const ROUTE_OF: Record<string, string> = {
  check_ins: "/api/check-ins",
  notes: "/api/notes",
  projects: "/api/projects",
  documents: "/api/memories",
  conversations: "/api/conversations",
};

/** The same action by the app's own routes; one that no route offers is a search. */
const throughRoutes =
  (routes: AppRoute[]): Way =>
  async (actor, action, at) => {
    const id = "id" in action && action.id !== null ? (actor.ids[action.id] as string) : null;
    const offered = (method: string, path: string) =>
      routes.some((route) => route.path === path.replace(/\/[\da-f-]{36}$/, "/{id}") && route.methods[method]);
    const [method, path, body] = requestFor(actor, action, at, id);
    const [m, p, b] = offered(method, path.split("?")[0] as string)
      ? [method, path, body]
      : ["POST", "/api/search", { query: questionAbout(at % 6), limit: 5 }];
    const response = await send(routes, m, p, { token: actor.token, ...(b ? { body: b } : {}) });
    const headers = [...response.headers].filter(([name]) => name !== "date").sort();
    return { status: response.status, headers, text: await response.text() };
  };

function requestFor(actor: Actor, action: Action, at: number, id: string | null): [string, string, object?] {
  switch (action.do) {
    case "check-in":
      return [
        "POST",
        "/api/check-ins",
        {
          id,
          mood: action.mood,
          note: action.topic === null ? null : textFor(actor, action.topic, at),
          happenedAt: new Date(Date.UTC(2026, 9, action.day, 3)).toISOString(),
        },
      ];
    case "note":
      return ["POST", "/api/notes", { text: textFor(actor, action.topic, at) }];
    case "project":
      return ["POST", "/api/projects", { name: `project ${at}` }];
    case "message":
      return [
        "POST",
        "/api/chat",
        { message: textFor(actor, action.topic, at), conversationId: actor.ids[action.conversation] },
      ];
    case "conversation":
    case "passage":
      return ["POST", "/api/chat", { message: `${questionAbout(at % 6)}?` }];
    case "edit":
      return action.table === "check_ins"
        ? ["PATCH", `/api/check-ins/${id}`, { mood: 3, note: textFor(actor, action.topic, at) }]
        : ["PATCH", `${ROUTE_OF[action.table] ?? ""}/${id}`, { title: `renamed ${at}` }];
    case "remove":
      return ["DELETE", `${ROUTE_OF[action.table] ?? ""}/${id}`];
    case "look":
      return ["GET", `${ROUTE_OF[action.table] ?? ""}${id ? `/${id}` : "?limit=50"}`];
    case "search":
      return [
        "POST",
        "/api/search",
        {
          query: questionAbout(action.topic),
          limit: action.count,
          ...(action.project === null ? {} : { projectId: actor.ids[action.project] }),
        },
      ];
  }
}

makesNoDifference("through the app's routes", 0.1, async (world: World) => {
  process.env.SUPABASE_URL = world.stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = world.stack.secrets.publishableKey;
  const exp = Math.floor(Date.now() / 1000) + 3600;
  process.env.SUPABASE_SERVICE_ROLE_KEY = await tokenWith(world, { role: "service_role", exp });
  return throughRoutes(await appRoutes());
});
