import type { Metadata } from "next";
import Link from "next/link";
import { HELP_LINES } from "../help/lines.ts";
import { Shell } from "../ui/shell.tsx";
import { UNSEEN, WIDENED } from "./safety-figures.ts";

export const metadata: Metadata = { title: "Safety" };

const GROUPS = [
  ["clear", "Danger said in plain words"],
  ["veiled", "Danger said in a roundabout way"],
  ["hyperbole", "Exaggeration (“this kid is killing me”), where the card is a mistake"],
] as const;

/** The protocol for words that speak of danger, as it is: what is noticed, what happens, what is never done. */
export default function Safety() {
  return (
    <Shell>
      <article className="space-y-4 pt-4 [&_h2]:pt-3 [&_h2]:text-xl [&_h2]:font-bold [&_p]:leading-relaxed [&_ul]:list-disc [&_ul]:space-y-2 [&_ul]:pl-5 [&_ul]:leading-relaxed">
        <h1 className="text-3xl font-extrabold">When it is more than a hard night</h1>
        <p>
          Nightlight is a journal with a coach, and the coach is an AI. It can't keep anybody safe, and it is not made
          for an emergency. If somebody is in danger,{" "}
          <Link href="/help" className="font-semibold text-lamp underline">
            call people now
          </Link>
          . This page says what Nightlight does when words speak of danger, and where that ends.
        </p>
        <h2>What is noticed</h2>
        <p>
          Every message to the coach, every check-in and every note, new or changed, is compared with rules of words as
          you save it: about suicide and self-harm, your own or your child's, harm to a child, violence at home, hearing
          or believing strange things after a birth, and medical emergencies. In English, and less completely in Spanish
          and German.
        </p>
        <p>
          The rules are part of Nightlight. They run in your browser, also without a connection, and on our server, for
          the coach before any model is asked. Where they see nothing, our server also compares what an English message
          says and means with invented sentences that speak of danger. Where only a rule that is often wrong sees
          something (“it was a suicide mission”), the card stays away when the message means nothing of the kind.
          Neither tells anybody. Where this Nightlight's operator has switched it on, the model provider's own check
          looks at a message to the coach as well.
        </p>
        <h2>What happens then</h2>
        <ul>
          <li>
            A card with people who answer stands above the answer or beside the entry. It comes from the app, not from a
            model. Your entry is saved all the same.
          </li>
          <li>
            When the words leave little doubt, the coach does not improvise: a fixed answer says kindly whom to call,
            and your message is sent to no model.
          </li>
          <li>Nobody is called or told in your place, and no person watches what is written here.</li>
          <li>
            That a card was shown in the chat is counted by day and kind, without your name, your words or your account.
            Some laws ask for these numbers. So that nobody counts twice in a day, a scrambled mark is kept until the
            next day's first count.
          </li>
        </ul>
        <h2>What the coach never does</h2>
        <ul>
          <li>
            It never pretends to be a person, and says that it is an AI in each conversation and every three hours.
          </li>
          <li>It gives no diagnosis and no doses, and names no way to do harm.</li>
          <li>It does not take the place of a doctor, a midwife, a counsellor or a crisis line.</li>
          <li>It does not keep you talking when people should: the lines come first.</li>
        </ul>
        <p>
          The cards, the fixed answers and the reminders come from the app and hold. Where a language model writes, the
          rest is what it is told; a model can slip, and then a report helps.
        </p>
        <h2>Who answers</h2>
        <ul>
          {HELP_LINES.map(({ name, text }) => (
            <li key={name}>
              <strong>{name}.</strong> {text}
            </li>
          ))}
        </ul>
        <h2>How well it notices</h2>
        <p>
          Measured on sentences that were invented for it, with the help of language models; none is from anybody's
          journal, and no clinician has checked them. The left numbers are of sentences that it was made for; the right
          ones are of sentences that were written without any knowledge of how it works, and that it has never met. Life
          is nearer to the right ones.
        </p>
        <table className="w-full text-left">
          <thead>
            <tr className="border-b border-line align-bottom">
              <th scope="col" className="py-2 pr-2">
                The card is shown for
              </th>
              <th scope="col" className="p-2">
                Made for
              </th>
              <th scope="col" className="p-2">
                Never seen
              </th>
            </tr>
          </thead>
          <tbody>
            {GROUPS.map(([group, name]) => (
              <tr key={group} className="border-b border-line align-top">
                <th scope="row" className="py-2 pr-2 font-normal">
                  {name}
                </th>
                {[WIDENED, UNSEEN].map(({ [group]: { shown, of } }, at) => (
                  <td key={at === 0 ? "made" : "unseen"} className="p-2 tabular-nums sm:whitespace-nowrap">
                    {shown} of {of}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <p>
          <strong>So do not rely on it.</strong> Words that nobody foresaw are often missed, and so is what is left
          unsaid. That no card appears means nothing about how you are. Help is at the foot of every page for that
          reason.
        </p>
        <h2>For adults</h2>
        <p>
          Nightlight is for people of 18 or over. You say so when you sign up, together with knowing that the coach is
          an AI; which wording you agreed to, and when, is kept with your account. We do not check your age beyond that.
        </p>
        <h2>Tell us when it goes wrong</h2>
        <p>
          Under each answer of the coach is a small flag: “Report this answer”. The report is kept with your account,
          leaves with your export and goes when the answer goes. Only its reason is counted, unless you tick that the
          team may read the answer: then whoever runs this Nightlight may look it up in its database. Technically they
          could without that, as with any service; the tick is their permission.
        </p>
      </article>
    </Shell>
  );
}
