import type { ReactNode } from "react";
import { Shell } from "../ui/shell.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <div className="mx-auto max-w-sm space-y-5 pt-6">{children}</div>
    </Shell>
  );
}
