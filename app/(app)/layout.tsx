import type { ReactNode } from "react";
import { requireSession } from "#lib/auth.ts";
import { AppNav } from "../ui/app-nav.tsx";
import { Shell } from "../ui/shell.tsx";
import { Person } from "./person.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { SignOut } from "./sign-out.tsx";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { userId } = await requireSession();
  return (
    <Shell
      wide
      nav={
        <>
          <AppNav />
          <Shortcuts />
          <SignOut userId={userId} />
        </>
      }
    >
      <Person userId={userId} />
      {children}
    </Shell>
  );
}
