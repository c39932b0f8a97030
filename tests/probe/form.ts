/** A form of the app's own pages, filled in and sent as a browser without scripts does. */
interface Sent {
  status: number;
  /** `name=value` pairs that the answer set. */
  cookies: string[];
  /** The page that came back instead of a redirect. */
  text: string;
}

const unescaped = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

const attribute = (tag: string, name: string) => {
  const value = new RegExp(`\\s${name.replaceAll("$", "\\$")}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
};

/** How a form is sent, where that is not as a browser would. */
export interface Sending {
  /** Another instance of the app, to which the form goes. */
  to?: URL;
  headers?: Record<string, string>;
}

/** Sends the form of a page that asks for a password. @throws when the page has none */
async function sendForm(page: URL, fields: Record<string, string>, sending: Sending = {}): Promise<Sent> {
  const html = await (await fetch(page, { redirect: "follow" })).text();
  const form = [...html.matchAll(/<form[\s\S]*?<\/form>/g)]
    .map(([text]) => text)
    .find((text) => /name="password"/.test(text));
  if (!form) throw new Error(`${page.pathname} has no form that asks for a password`);
  const body = new FormData();
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, "name");
    if (!name) continue;
    body.append(name, fields[name] ?? attribute(tag, "value") ?? (/type="checkbox"/.test(tag) ? "on" : ""));
  }
  const to = sending.to ? new URL(page.pathname, sending.to) : page;
  const headers = { origin: to.origin, ...sending.headers };
  const answer = await fetch(to, { method: "POST", body, redirect: "manual", headers });
  return {
    status: answer.status,
    cookies: answer.headers.getSetCookie().map((line) => line.slice(0, line.indexOf(";"))),
    text: await answer.text(),
  };
}

export interface FormSession {
  /** For the `Cookie` header. */
  cookie: string;
  /** For `Authorization: Bearer`. */
  token: string;
  userId: string;
}

/** The session that Supabase's cookies hold; they may come in numbered pieces, and more than once: the last counts. */
function sessionFrom(cookies: string[]): FormSession | undefined {
  const jar = new Map(cookies.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  const pieces = [...jar]
    .filter(([name, value]) => /^sb-.*auth-token(\.\d+)?$/.test(name) && value !== "")
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  const value = decodeURIComponent(pieces.map(([, piece]) => piece).join(""));
  if (!value.startsWith("base64-")) return undefined;
  const session = JSON.parse(Buffer.from(value.slice("base64-".length), "base64url").toString("utf8"));
  const cookie = pieces.map(([name, piece]) => `${name}=${piece}`).join("; ");
  return { cookie, token: session.access_token, userId: session.user?.id ?? "" };
}

/** Signs up by the app's own page; nothing when it gives no session, as where an address must be confirmed first. */
export async function signUpByForm(app: URL, email: string, password: string): Promise<FormSession | undefined> {
  return sessionFrom((await sendForm(new URL("/sign-up", app), { email, password })).cookies);
}

/** Signs in by the app's own page; nothing when it does not let in. */
export async function signInByForm(
  app: URL,
  email: string,
  password: string,
  sending?: Sending,
): Promise<FormSession | undefined> {
  return sessionFrom((await sendForm(new URL("/sign-in", app), { email, password }, sending)).cookies);
}
