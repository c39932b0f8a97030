import { randomBytes } from "node:crypto";
import { type FormSession, signInByForm, signUpByForm } from "./form.ts";

/** An answer of the deployment, read to its end. */
export interface Answer {
  status: number;
  cacheControl: string;
  contentType: string;
  text: string;
}

/** A throwaway account, with a word in everything it writes that nobody else has. */
export interface Person extends FormSession {
  email: string;
  password: string;
  canary: string;
  /** Whether the account was there before, and is to stay. */
  lent: boolean;
}

/** @throws Error when the deployment gives no session */
export async function createPerson(
  app: URL,
  pattern: string,
  lent?: { email: string; password: string },
): Promise<Person> {
  const canary = `canary${randomBytes(8).toString("hex")}`;
  const email = lent?.email ?? pattern.replace("*", randomBytes(6).toString("hex"));
  const password = lent?.password ?? randomBytes(18).toString("base64url");
  const session = await (lent ? signInByForm : signUpByForm)(app, email, password);
  if (!session)
    throw new Error(
      lent
        ? `The account ${email} of PROBE_ACCOUNTS can't sign in.`
        : "Signing up gave no session. Where addresses are confirmed by mail, name two accounts in PROBE_ACCOUNTS.",
    );
  return { ...session, email, password, canary, lent: lent !== undefined };
}

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi;
export const idsIn = (text: string) => [...new Set(text.match(UUID))];

/** An answer with its ids and moments made alike, as somebody who looks for a difference would. */
export const alike = ({ status, cacheControl, contentType, text }: Answer) =>
  `${status}\n${cacheControl}\n${contentType}\n${text}`
    .replace(UUID, "ID")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?/g, "TIME")
    .replace(/("messageId":")\w+/g, "$1");

/** The longest that a limit on requests is waited out. */
const PATIENCE_SECONDS = 70;

/** Sends one request; a 429 is waited out, since a limit is no answer to what is asked. */
export async function request(url: URL, init: RequestInit = {}, attempts = 3): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  const wait = Number(response.headers.get("retry-after"));
  if (response.status === 429 && attempts > 1 && wait <= PATIENCE_SECONDS) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(wait, 1) * 1000));
    return request(url, init, attempts - 1);
  }
  return {
    status: response.status,
    cacheControl: response.headers.get("cache-control") ?? "",
    contentType: response.headers.get("content-type") ?? "",
    text,
  };
}

/** Calls the app's API as a person, or as nobody. */
export function callAs(
  person: Pick<Person, "token"> | undefined,
  url: URL,
  method: string,
  body?: unknown,
): Promise<Answer> {
  return request(url, {
    method,
    headers: {
      ...(person ? { authorization: `Bearer ${person.token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
