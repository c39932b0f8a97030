import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";

/** An answer's Markdown without HTML, images or links: nothing in it can load or lead anywhere. */
export default function AnswerText({ text }: { text: string }) {
  return (
    <Markdown remarkPlugins={[remarkGfm]} skipHtml disallowedElements={["img", "a"]} unwrapDisallowed>
      {text}
    </Markdown>
  );
}
