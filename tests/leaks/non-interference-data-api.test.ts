import { onTables, type Way } from "./lives.ts";
import { makesNoDifference, seen } from "./non-interference.ts";
import { clientWith, type World } from "./world.ts";

const throughDataApi =
  (world: World): Way =>
  async (actor, action, at) => {
    const step = await onTables(actor, action, at);
    const client = clientWith(world, actor.token) as any;
    const one = (query: any, id: string | null) => (id ? query.eq("id", id) : query);
    const { data, error, status, count } = await ("insert" in step
      ? client.from(step.insert).insert(step.row).select()
      : "update" in step
        ? one(client.from(step.update).update(step.set, { count: "exact" }), step.id)
        : "delete" in step
          ? one(client.from(step.delete).delete({ count: "exact" }), step.id)
          : "select" in step
            ? one(client.from(step.select).select("*", { count: "exact" }), step.id)
            : client.rpc("match_documents", step.search));
    return { status, count, error, rows: seen(step, data) };
  };

makesNoDifference("through the Data API", 0.2, throughDataApi);
