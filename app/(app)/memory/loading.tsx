import { PageSkeleton } from "../../ui/page-skeleton.tsx";

export default function Loading() {
  return <PageSkeleton parts={["h-16", "h-40", "h-40", "h-40"]} />;
}
