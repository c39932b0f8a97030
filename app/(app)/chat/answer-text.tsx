import Markdown from "react-markdown";

/** All that an answer is made of. None of it loads, leads anywhere, takes an attribute, or looks like a part of the app. */
const PLAIN = ["p", "br", "em", "strong", "ul", "ol", "li"];

/** An answer's Markdown as plain text with lists: of anything else, as links, tables and headings, the words stay. */
export default function AnswerText({ text }: { text: string }) {
  return (
    <Markdown skipHtml allowedElements={PLAIN} unwrapDisallowed>
      {text}
    </Markdown>
  );
}
