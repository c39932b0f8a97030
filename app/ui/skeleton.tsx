/** Where cards will be, while they are on their way. */
export function CardsToCome({ count = 4 }: { count?: number }) {
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">Loading …</span>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cards are all alike
        <div key={at} aria-hidden className="h-28 animate-pulse rounded-3xl border border-line bg-card" />
      ))}
    </div>
  );
}
