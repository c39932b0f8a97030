"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { callApi } from "../ui/api.ts";

/** At the first visit: the clock of the person's device becomes that of their profile, until they choose another. */
export function KeepClock() {
  const router = useRouter();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    callApi("PATCH", "/api/profile", { timeZone }).then(
      () => router.refresh(),
      // Without it days are those of UTC; the next visit tries again.
      () => undefined,
    );
  }, [router]);
  return null;
}
