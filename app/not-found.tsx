import Link from "next/link";
import { Shell } from "./ui/shell.tsx";

export default function NotFound() {
  return (
    <Shell>
      <h1 className="pt-10 text-3xl font-extrabold">There is nothing here</h1>
      <p className="py-4 text-soft">The page is gone, or it never was. Your entries are where they were.</p>
      <Link href="/today" className="underline">
        Go to Today
      </Link>
    </Shell>
  );
}
