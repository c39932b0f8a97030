import type { Metadata } from "next";
import { Shell } from "../ui/shell.tsx";

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
        <h2>The coach searches as you</h2>
        <p>
          When you ask something, the search runs inside the database with your rights and over your passages alone.
          Nobody else's writing ranks, filters or influences what you get, and yours does the same for nobody.
        </p>
        <h2>No master key in the app</h2>
        <p>
          The web app holds no key that could read for two people. The job that prepares your entries for search becomes
          one person at a time.
        </p>
        <h2>What is not promised</h2>
        <p>
          Whoever runs the database can read it, as with any service. If a model provider is configured, your question
          and the passages that fit it are sent there; with the offline coach nothing leaves the server. The time that
          an answer takes is not hidden.
        </p>
        <h2>Leaving</h2>
        <p>Deleting an entry deletes what the coach could recall of it, in the same moment.</p>
      </article>
    </Shell>
  );
}
