/** The shape of a page whose content is on its way; `parts` are the heights of its blocks. */
export function PageSkeleton({ parts }: { parts: string[] }) {
  return (
    <div role="status" aria-label="Loading" className="mx-auto max-w-2xl animate-pulse space-y-6 pt-4">
      {parts.map((height, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks that never move
        <div key={at} className={`rounded-3xl bg-card ${height}`} />
      ))}
    </div>
  );
}
