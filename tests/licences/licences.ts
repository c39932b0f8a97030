import type { Package } from "../../bin/locked-packages.ts";

/** Licences under which a dependency may stand, whatever it is: they ask for their notice to be kept, and no more. */
const ALLOWED = [
  "0BSD",
  "AFL-2.1",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
];

/** Others that are fine for particular packages, with the reason. */
const FOR_PACKAGES: { licence: string; packages: RegExp; reason: string }[] = [
  {
    licence: "LGPL-3.0-or-later",
    packages: /^@img\/sharp-/,
    reason: "libvips, a library that Next loads as it is when it scales pictures; unchanged and replaceable",
  },
  {
    licence: "MPL-2.0",
    packages: /^(lightningcss(-.+)?|@axe-core\/playwright|axe-core)$/,
    reason: "asks that changes of its own files are given back; used unchanged, when the app is built and tested",
  },
  { licence: "CC-BY-4.0", packages: /^caniuse-lite$/, reason: "data, used when the app is built" },
  {
    licence: "Artistic-2.0",
    packages: /^(binaryextensions|editions|istextorbinary|textextensions|version-range)$/,
    reason: "parts of the scan for secrets, used unchanged and given to nobody",
  },
  { licence: "WTFPL", packages: /^@azu\/style-format$/, reason: "colours in the output of the scan for secrets" },
  {
    licence: "CC-BY-3.0",
    packages: /^spdx-exceptions$/,
    reason: "data, by which the scan for secrets reads a package.json",
  },
  { licence: "CC0-1.0", packages: /^spdx-license-ids$/, reason: "data in the public domain" },
  { licence: "OFL-1.1", packages: /^@fontsource-variable\/nunito-sans$/, reason: "the font that the app serves" },
];

/** Whether a package may be used: every licence of an `AND` must be fine, and one of an `OR`. */
export function isFine({ name, licence }: Package): boolean {
  const known = (one: string) =>
    ALLOWED.includes(one) || FOR_PACKAGES.some((rule) => rule.licence === one && rule.packages.test(name));
  return licence
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => known(one.trim())));
}
