/** The part of JSON Schema that zod writes for our routes. */
export interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  contentEncoding?: string;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/**
 * Bodies that a schema accepts: one with what is required, one with everything. Each uuid is `id`, except that
 * `only` names the one property that gets it while the others are left out.
 */
export function bodiesFor(schema: Schema, id: string, only?: string): unknown[] {
  const some = sample(schema, id, (name, required) => required || name === only);
  const all = sample(schema, id, (name) => !isId(name, schema.properties?.[name]) || name === only);
  return [some, all];
}

/** Names of a body's properties that take an id. */
export function idProperties(schema: Schema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => (isId(name, property) ? [name] : []));
}

/** By its form, or by its name: some ids are plain strings in the schema, so that a malformed one is a 404. */
function isId(name: string, schema: Schema | undefined): boolean {
  const alternatives = [schema, ...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])];
  return alternatives.some((one) => one?.format === "uuid" || (one?.type === "string" && /(^id|Id|Of)$/.test(name)));
}

function sample(schema: Schema, id: string, wanted: (name: string, required: boolean) => boolean): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return sample(alternatives.find(({ type }) => type !== "null") ?? {}, id, wanted);
  const type = Array.isArray(schema.type) ? schema.type.find((name) => name !== "null") : schema.type;
  switch (type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => wanted(name, schema.required?.includes(name) ?? false))
          .map(([name, property]) => [name, isId(name, property) ? id : sample(property, id, () => true)]),
      );
    case "array":
      return schema.items && schema.minItems ? [sample(schema.items, id, wanted)] : [];
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 3, 3);
    case "boolean":
      return true;
    default:
      if (schema.format === "date-time") return "2026-10-10T03:00:00Z";
      return "a night without sleep".slice(0, schema.maxLength ?? 100);
  }
}
