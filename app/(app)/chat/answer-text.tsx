import Markdown from "react-markdown";

/** All that an answer is made of. None of it loads, leads anywhere, takes an attribute, or looks like a part of the app. */
const PLAIN = ["p", "br", "em", "strong", "ul", "ol", "li"];

/**
 * An answer's Markdown as plain text with lists: of links and headings the words stay, and HTML is shown as it was
 * written, since a comment or a style would take what follows out of the reader's sight.
 */
export default function AnswerText({ text }: { text: string }) {
  return (
    <Markdown allowedElements={PLAIN} unwrapDisallowed>
      {text}
    </Markdown>
  );
}
