"use client";
import { Button } from "./ui/button.tsx";

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <main className="mx-auto max-w-md space-y-4 p-8 pt-24">
      <h1 className="text-3xl font-extrabold">That did not work</h1>
      <p className="text-soft">It is our fault, not yours. What you saved is safe.</p>
      <Button onClick={reset}>Try again</Button>
    </main>
  );
}
