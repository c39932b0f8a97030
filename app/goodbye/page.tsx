import type { Metadata } from "next";
import Link from "next/link";
import { text } from "../messages/text.ts";
import { buttonStyle } from "../ui/button.tsx";
import { Shell } from "../ui/shell.tsx";

export const metadata: Metadata = { title: text("goodbye.title") };

export default function Goodbye() {
  return (
    <Shell>
      <div className="space-y-4 pt-10">
        <h1 className="text-3xl font-extrabold">{text("goodbye.title")}</h1>
        <p>{text("goodbye.text")}</p>
        <p className="text-soft">{text("goodbye.help")}</p>
        <p className="text-soft">{text("goodbye.again")}</p>
        <div className="flex flex-wrap gap-2">
          <Link href="/help" className={buttonStyle()}>
            {text("goodbye.help-link")}
          </Link>
          <Link href="/sign-up" className={buttonStyle({ look: "quiet" })}>
            {text("goodbye.start")}
          </Link>
        </div>
      </div>
    </Shell>
  );
}
