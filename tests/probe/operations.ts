import { bodiesFor, idProperties, type Schema } from "#tests/leaks/request-bodies.ts";

/** A route and method of the deployment's own API description. */
export interface Operation {
  name: string;
  method: string;
  path: string;
  body?: Schema;
  /** Names of query parameters that take an id. */
  queryIds: string[];
}

interface Described {
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  parameters?: { in: string; name: string; schema?: Schema }[];
}

/** @throws when the text is no OpenAPI description */
export function operationsOf(description: string): Operation[] {
  const { paths } = JSON.parse(description) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => /^(get|post|put|patch|delete)$/.test(method))
      .map(([method, { requestBody, parameters }]) => {
        const body = requestBody?.content?.["application/json"]?.schema;
        return {
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          ...(body ? { body } : {}),
          queryIds: (parameters ?? []).flatMap((one) =>
            one.in === "query" && one.schema?.format === "uuid" ? [one.name] : [],
          ),
        };
      }),
  );
}

export const hasPathId = ({ path }: Operation) => path.includes("{");
export const filled = ({ path }: Operation, id: string) => path.replace(/\{\w+\}/g, id);

/** Operations that a probe must not try without an id: they empty or end the account that it works with. */
export const endsEverything = (operation: Operation) => operation.method === "DELETE" && !hasPathId(operation);

/** Bodies that a schema accepts, the fullest first, whose free text carries a word. */
export function bodiesAbout(schema: Schema, word: string): unknown[] {
  const about = (value: unknown): unknown => {
    if (typeof value === "string") return value.startsWith("a night without") ? `a night without sleep ${word}` : value;
    if (Array.isArray(value)) return value.map(about);
    if (value && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, about(one)]));
    return value;
  };
  return bodiesFor(schema, "").reverse().map(about);
}

export interface Place {
  path: string;
  body?: unknown;
}

/** Every place of an operation in which an id can stand, with this id in it. */
export function placesFor(operation: Operation, id: string): Place[] {
  const schema = operation.body;
  const bodyWith = (name?: string) => (schema ? { body: bodiesFor(schema, id, name).at(-1) } : {});
  const inPath = hasPathId(operation) ? [{ path: filled(operation, id), ...bodyWith() }] : [];
  const inQuery = operation.queryIds.map((name) => ({ path: `${operation.path}?${name}=${id}`, ...bodyWith() }));
  const names = schema && !hasPathId(operation) ? idProperties(schema) : [];
  return [...inPath, ...inQuery, ...names.map((name) => ({ path: operation.path, ...bodyWith(name) }))];
}
