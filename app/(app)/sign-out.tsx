"use client";
import { LogOut } from "lucide-react";
import { useRef } from "react";
import { signOut } from "../(auth)/actions.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { useWaiting } from "../ui/waiting.ts";
import { leaveBy } from "./leaving.ts";

/** Signing out takes what is kept on this device along, and asks first when it has not been sent. */
export function SignOut({ userId }: { userId: string }) {
  const waiting = useWaiting(userId).length;
  const form = useRef<HTMLFormElement>(null);
  const button = (
    <Button type={waiting > 0 ? "button" : "submit"} look="plain" className="w-11 px-0" aria-label="Sign out">
      <LogOut className="size-5" aria-hidden />
    </Button>
  );
  return (
    <form ref={form} action={() => leaveBy(signOut)}>
      {waiting > 0 ? (
        <Confirm
          trigger={button}
          title="Sign out and lose what is waiting?"
          text={`${waiting === 1 ? "One check-in has" : `${waiting} check-ins have`} not been sent yet and would be removed from this device.`}
          action="Sign out"
          onConfirm={() => form.current?.requestSubmit()}
        />
      ) : (
        button
      )}
    </form>
  );
}
