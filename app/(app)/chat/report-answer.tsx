"use client";
import { Flag } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";

/** Loaded when somebody has something to report. */
const ReportDialog = dynamic(() => import("./report-dialog.tsx"));

/** "Something is wrong with this answer." */
export function ReportAnswer({ answerId, reported }: { answerId: string; reported: boolean }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(reported);
  const name = done ? "Reported" : "Report this answer";
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        look="plain"
        className="min-w-11 px-0 aria-disabled:text-lamp"
        aria-label={name}
        title={name}
        // Not disabled when it is done: the keyboard comes back to it from the dialog.
        aria-disabled={done}
        aria-haspopup="dialog"
        onClick={() => setOpen(!done)}
      >
        <Flag className={cn("size-4", done && "fill-current")} aria-hidden />
      </Button>
      {open ? (
        <ReportDialog
          answerId={answerId}
          onReported={() => setDone(true)}
          onClose={() => setOpen(false)}
          returnTo={button}
        />
      ) : null}
    </>
  );
}
