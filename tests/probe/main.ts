import { parseArgs } from "node:util";
import { probe } from "./probe.ts";

const USAGE = `npm run probe -- --url https://… [options]

  --url <address>              the deployment
  --supabase-url <address>     its Supabase project, to ask the Data API too (or SUPABASE_URL)
  --publishable-key <key>      the project's publishable key (or SUPABASE_PUBLISHABLE_KEY)
  --email probe-*@example.com  addresses for the two throwaway accounts; * becomes a random word
  PROBE_ACCOUNTS="a@x.org:password,b@x.org:password"   two accounts to use instead; they stay

One line for each check. Exit code 0 all passed, 1 something leaks or fails, 2 could not probe.`;

try {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      "supabase-url": { type: "string" },
      "publishable-key": { type: "string" },
      email: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help || !values.url) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(values.help ? 0 : 2);
  }
  const supabaseUrl = values["supabase-url"] ?? process.env.SUPABASE_URL;
  const publishableKey = values["publishable-key"] ?? process.env.SUPABASE_PUBLISHABLE_KEY;
  const accounts = process.env.PROBE_ACCOUNTS?.split(",").map((pair) => {
    const at = pair.indexOf(":");
    return { email: pair.slice(0, at), password: pair.slice(at + 1) };
  });
  const { passed, failed } = await probe({
    url: values.url,
    dataApi: supabaseUrl && publishableKey ? { url: new URL(supabaseUrl), publishableKey } : undefined,
    ...(values.email ? { email: values.email } : {}),
    ...(accounts ? { accounts } : {}),
    report: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed > 0 ? 1 : 0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
