"use client";
import { useRef } from "react";
import { signOutEverywhere } from "../../(auth)/actions.ts";
import { text } from "../../messages/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { leaveBy } from "../leaving.ts";

/** Ends every session, after asking; what this device keeps goes with it. */
export function SignOutEverywhere() {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form ref={form} action={() => leaveBy(signOutEverywhere)}>
      <Confirm
        trigger={<Button look="quiet">{text("devices.sign-out")}</Button>}
        title={text("devices.confirm")}
        text={text("devices.warning")}
        action={text("devices.sign-out")}
        onConfirm={() => form.current?.requestSubmit()}
      />
    </form>
  );
}
