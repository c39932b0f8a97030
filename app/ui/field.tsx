import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export const inputStyle =
  "min-h-11 w-full rounded-2xl border border-line bg-card px-4 py-2 text-base text-ink placeholder:text-soft";

/** A labelled input with an optional hint under it. */
export function Field({
  label,
  hint,
  className,
  ...rest
}: ComponentProps<"input"> & { label: string; hint?: ReactNode }) {
  return (
    <label className="block space-y-1">
      <span className="font-semibold">{label}</span>
      <input className={cn(inputStyle, className)} {...rest} />
      {hint ? <span className="block text-sm text-soft">{hint}</span> : null}
    </label>
  );
}
