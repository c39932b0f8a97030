import type { Rule } from "../rule.ts";

/**
 * Advisories that bear on isolation, with the first release of each branch that is mended.
 * Branches older than the oldest named never were; newer ones never had it.
 */
const SERVER_ADVISORIES = [
  {
    id: "CVE-2026-120154",
    about: "ON CONFLICT and row level security",
    fixed: ["14.25", "15.20", "16.16", "17.12", "18.7"],
  },
  {
    id: "CVE-2026-6473",
    about: "memory written by any SQL user",
    fixed: ["14.23", "15.18", "16.14", "17.10", "18.4"],
  },
  {
    id: "CVE-2025-8713",
    about: "planner statistics shown past policies",
    fixed: ["13.22", "14.19", "15.14", "16.10", "17.6"],
  },
  {
    id: "CVE-2024-10976",
    about: "policies reused for another role",
    fixed: ["12.21", "13.17", "14.14", "15.9", "16.5", "17.1"],
  },
  { id: "CVE-2024-4317", about: "extended statistics of others", fixed: ["14.12", "15.7", "16.3"] },
  {
    id: "CVE-2023-2455",
    about: "policies disregard a change of user",
    fixed: ["11.20", "12.15", "13.11", "14.8", "15.3"],
  },
  { id: "CVE-2019-10130", about: "statistics shown past policies", fixed: ["9.5.17", "9.6.13", "10.8", "11.3"] },
  {
    id: "CVE-2017-7484",
    about: "statistics shown past grants",
    fixed: ["9.2.21", "9.3.17", "9.4.12", "9.5.7", "9.6.3"],
  },
];

/** As `server_version_num` counts: 15.20 is 150020, 9.6.3 is 90603. */
function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major >= 10 ? major * 10_000 + minor : major * 10_000 + minor * 100 + patch;
}
const branchOf = (number: number) => (number >= 100_000 ? Math.floor(number / 10_000) : Math.floor(number / 100));

const advisoryValues = SERVER_ADVISORIES.flatMap(({ id, about, fixed }) => {
  const numbers = fixed.map(versionNumber);
  const oldest = Math.min(...numbers.map(branchOf));
  return fixed.map((release, at) => {
    const number = numbers[at] as number;
    return `('${id}', '${about}', '${release}', ${number}, ${branchOf(number)}, ${branchOf(number) === oldest})`;
  });
}).join(",\n");

/** Releases with known holes. What they are built on decides how much the rest of the audit is worth. */
export const versionRules: Rule[] = [
  {
    id: "server-version",
    severity: "warn",
    why: "Policies are only as good as the server that applies them.",
    sql: `with server as (select current_setting('audit.server_version')::int as number),
      placed as (select number, case when number >= 100000 then number / 10000 else number / 100 end as branch from server)
      select a.id as object, format('this server is %s: %s', number, a.about) as detail, format('Upgrade to %s or later.', a.release) as fix
      from placed, (values ${advisoryValues}) a (id, about, release, fixed, branch, oldest)
      where number < a.fixed and (placed.branch = a.branch or (a.oldest and placed.branch < a.branch))`,
  },
  {
    id: "pgvector-version",
    severity: "warn",
    why: "Overflows in index builds of older pgvector releases can show data of other tables or end the server.",
    sql: `select a.id as object, format('pgvector is %s: %s', e.extversion, a.about) as detail, format('alter extension vector update to %L; -- %s or later', a.fixed, a.fixed) as fix
      from pg_catalog.pg_extension e, (values
        ('CVE-2026-3172', 'buffer overflow in parallel HNSW builds', '0.6.0', '0.8.2'),
        ('pgvector-1036', 'buffer overflow in IVFFlat builds', '0.1.0', '0.8.7')) a (id, about, since, fixed)
      where e.extname = 'vector' and string_to_array(e.extversion, '.')::int[] < string_to_array(a.fixed, '.')::int[]
      and string_to_array(e.extversion, '.')::int[] >= string_to_array(a.since, '.')::int[]`,
  },
];
