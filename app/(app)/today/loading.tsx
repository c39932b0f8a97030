import { CardsToCome } from "../../ui/skeleton.tsx";

export default function TodayToCome() {
  return (
    <div className="grid gap-8 pt-4 lg:grid-cols-[minmax(0,26rem)_1fr]">
      <div aria-hidden className="h-[34rem] animate-pulse rounded-3xl border border-line" />
      <CardsToCome />
    </div>
  );
}
