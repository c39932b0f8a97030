import type { ReactNode } from "react";
import { requireSession } from "#lib/auth.ts";
import { regionOf } from "#lib/help-card.ts";
import { AppNav } from "../ui/app-nav.tsx";
import { Shell } from "../ui/shell.tsx";
import { Person } from "./person.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { SignOut } from "./sign-out.tsx";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const session = await requireSession();
  const { userId } = session;
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
      <Person userId={userId} region={await regionOf(session)} />
      {children}
    </Shell>
  );
}
