"use client";
import { Flag } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";

/** Loaded when somebody has something to report. */
const ReportDialog = dynamic(() => import("./report-dialog.tsx"));

/** "Something is wrong with this answer." */
export function ReportAnswer({ answerId, reported }: { answerId: string; reported: boolean }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(reported);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        look="plain"
        className="text-sm aria-disabled:opacity-60"
        aria-disabled={done}
        aria-haspopup="dialog"
        onClick={() => setOpen(!done)}
      >
        <Flag className="size-4" aria-hidden />
        {done ? "Reported" : "Report"}
      </Button>
      {open ? (
        <ReportDialog
          answerId={answerId}
          onReported={() => setDone(true)}
          onClose={() => setOpen(false)}
          // It stays a button when it is done, so that the keyboard finds its way back.
          returnTo={button}
        />
      ) : null}
    </>
  );
}
