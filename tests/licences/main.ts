import { lockedPackages } from "../../bin/locked-packages.ts";
import { isFine } from "./licences.ts";

/** `npm run licences`: how many dependencies stand under which licence; exit code 1 when one is not known to be fine. */
const packages = lockedPackages();
const groups = [...Map.groupBy(packages, ({ licence }) => licence)].sort(([, a], [, b]) => b.length - a.length);
for (const [licence, ones] of groups) {
  const served = ones.filter(({ development }) => !development).length;
  process.stdout.write(
    `${String(ones.length).padStart(5)}  ${licence || "none stated"} (${served} of them at run time)\n`,
  );
}
const others = packages.filter((one) => !isFine(one));
for (const { name, version, licence } of others)
  process.stdout.write(`not known to be fine: ${name} ${version}, ${licence || "none stated"}\n`);
process.stdout.write(`${packages.length} packages, ${others.length} not known to be fine\n`);
process.exitCode = others.length > 0 || packages.length === 0 ? 1 : 0;
