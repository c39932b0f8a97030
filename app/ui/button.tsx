import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const buttonStyle = cva(
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-2xl px-4 text-base font-semibold transition-colors disabled:opacity-60",
  {
    variants: {
      look: {
        primary: "bg-lamp text-lamp-ink hover:opacity-90",
        quiet: "border border-line bg-card text-ink hover:bg-glow",
        plain: "text-soft hover:bg-glow hover:text-ink",
        danger: "border border-danger text-danger hover:bg-glow",
      },
    },
    defaultVariants: { look: "primary" },
  },
);

export function Button({
  look,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & VariantProps<typeof buttonStyle>) {
  return <button type={type} className={cn(buttonStyle({ look }), className)} {...rest} />;
}
