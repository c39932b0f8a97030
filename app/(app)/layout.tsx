import { LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { requireSession } from "#lib/auth.ts";
import { signOut } from "../(auth)/actions.ts";
import { AppNav } from "../ui/app-nav.tsx";
import { Button } from "../ui/button.tsx";
import { Shell } from "../ui/shell.tsx";

export default async function AppLayout({ children }: { children: ReactNode }) {
  await requireSession();
  return (
    <Shell
      wide
      nav={
        <>
          <AppNav />
          <form action={signOut}>
            <Button type="submit" look="plain" className="w-11 px-0" aria-label="Sign out">
              <LogOut className="size-5" aria-hidden />
            </Button>
          </form>
        </>
      }
    >
      {children}
    </Shell>
  );
}
