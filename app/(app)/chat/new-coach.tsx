"use client";
import { usePathname, useRouter } from "next/navigation";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { PageSkeleton } from "../../ui/page-skeleton.tsx";
import { Coach } from "./coach.tsx";

/**
 * The page on which conversations begin. Once one has, the address is that conversation's, while to Next this is still
 * the page of /chat: whether it is shown again, or come back to, only the address tells.
 */
export function NewCoach(props: Omit<ComponentProps<typeof Coach>, "conversation" | "onBegun">) {
  const router = useRouter();
  const path = usePathname();
  const [seen, setSeen] = useState(path);
  /** Counts the conversations: each has a page of its own. */
  const [count, setCount] = useState(0);
  /** The address of the one that began on this page; not a state, which might come to a render later than the address. */
  const begun = useRef<string>(undefined);
  if (path !== seen) {
    setSeen(path);
    if (path === "/chat") {
      begun.current = undefined;
      setCount(count + 1);
    }
  }
  // The list was made before the conversation that is left now.
  useEffect(() => {
    if (count > 0) router.refresh();
  }, [count, router]);
  // Come back to from elsewhere: what was said is on the conversation's own page.
  const elsewhere = path !== "/chat" && path !== begun.current;
  useEffect(() => {
    if (elsewhere) router.replace(path);
  }, [elsewhere, path, router]);

  if (elsewhere) return <PageSkeleton parts={["h-24", "h-64"]} />;
  return (
    <Coach
      key={count}
      {...props}
      onBegun={(id) => {
        begun.current = `/chat/${id}`;
      }}
    />
  );
}
