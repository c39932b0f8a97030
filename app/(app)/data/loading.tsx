import { PageSkeleton } from "../../ui/page-skeleton.tsx";

export default function Loading() {
  return <PageSkeleton parts={["h-10", "h-40", "h-56", "h-96", "h-40"]} />;
}
