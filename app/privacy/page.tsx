import type { Metadata } from "next";
import { Shell } from "../ui/shell.tsx";
import { CheckAccount } from "./check-account.tsx";
import { NUMBERS } from "./isolation-numbers.ts";

export const metadata: Metadata = { title: "Privacy" };

export default function Privacy() {
  return (
    <Shell>
      <article className="space-y-4 pt-4 [&_h2]:pt-3 [&_h2]:text-xl [&_h2]:font-bold [&_p]:leading-relaxed">
        <h1 className="text-3xl font-extrabold">How the wall is built</h1>
        <p>
          Every entry, every note, every word to the coach is a row in a database, and every row has an owner. The
          database itself, not the app, decides who may see it: it hands out a row only to its owner, whatever is asked.
          A mistake in the app can't open it.
        </p>
        <h2>See for yourself</h2>
        <p>
          Signed in, press the button. The database goes through every table that your session may read and counts the
          rows it would show you, and how many of them are yours. If anybody else's were among them, the numbers would
          differ.
        </p>
        <CheckAccount />
        <h2>The coach searches as you</h2>
        <p>
          When you ask something, the search runs inside the database with your rights and over your passages alone.
          Nobody else's writing ranks, filters or influences what you get, and yours does the same for nobody.
        </p>
        <h2>No master key in the app</h2>
        <p>
          The web app holds no key that could read for two people. The job that prepares your entries for search becomes
          one person at a time, for one transaction.
        </p>
        <h2>How it is tested</h2>
        <p>
          With every change, tests try to get at another person's data by every table, function and address there is. To
          know that the tests would notice, leaks are planted on purpose, and each must turn a test red.
        </p>
        <Numbers />
        <h2>What is not promised</h2>
        <ul className="list-disc space-y-2 pl-5 leading-relaxed">
          <li>Whoever runs this Nightlight can read its database, as with any service.</li>
          <li>
            If a model provider is configured, your question and the passages that fit it are sent there, and its own
            rules hold there. With the offline coach nothing leaves the server.
          </li>
          <li>
            The time that an answer takes is not hidden. It could hint at how busy the server is, not at what is
            written.
          </li>
          <li>Tests show the leaks that somebody thought of. We keep planting new ones.</li>
        </ul>
        <h2>Leaving</h2>
        <p>Deleting an entry deletes what the coach could recall of it, in the same moment.</p>
      </article>
    </Shell>
  );
}

/** What the last recorded runs counted; nothing is typed in here. */
function Numbers() {
  const { leakTests, mutants, nonInterferencePairs, generatedAt, commit } = NUMBERS;
  const caught = [mutants?.sql, mutants?.typescript].filter((one) => one !== undefined);
  const sum = (key: "killed" | "total") => caught.reduce((total, one) => total + one[key], 0);
  const pairs = Object.values(nonInterferencePairs ?? {}).reduce((total, count) => total + count, 0);
  const figures = [
    ...[leakTests?.embedded, leakTests?.native].map((run, at) => ({
      value: run ? `${run.passed} of ${run.passed + run.failed}` : "",
      label: `leak tests passed, on ${at === 0 ? "the embedded database" : "a full PostgreSQL server"}`,
    })),
    { value: caught.length > 0 ? `${sum("killed")} of ${sum("total")}` : "", label: "planted leaks caught" },
    {
      value: pairs > 0 ? pairs.toLocaleString("en") : "",
      label: "pairs of random lives compared: what one sees is the same, to the byte, with and without the other",
    },
  ].filter(({ value }) => value !== "");
  return (
    <>
      <dl className="grid gap-3 sm:grid-cols-2">
        {figures.map(({ value, label }) => (
          <div key={label} className="flex flex-col-reverse justify-end rounded-3xl border border-line bg-card p-5">
            <dt className="text-soft">{label}</dt>
            <dd className="text-2xl font-extrabold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-soft">
        Counted by the test runs themselves, last on <time dateTime={generatedAt}>{generatedAt.slice(0, 10)}</time>
        {commit ? `, at version ${commit}` : ""}.
      </p>
    </>
  );
}
