import type { Metadata } from "next";
import { Shell } from "../ui/shell.tsx";
import { OfflineCheckIn } from "./offline-check-in.tsx";

export const metadata: Metadata = { title: "No connection", robots: { index: false } };

/** What the service worker shows when there is no connection: the same for everybody, with nothing of anybody's. */
export default function OfflinePage() {
  return (
    <Shell>
      <div className="mx-auto max-w-md space-y-5 pt-4">
        <h1 className="text-2xl font-extrabold">No connection</h1>
        <OfflineCheckIn />
      </div>
    </Shell>
  );
}
