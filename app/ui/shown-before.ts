"use client";
import { useEffect, useState } from "react";

const shown = new WeakSet<object>();

/**
 * Whether what the server has read for a page stood on the screen before: to the browser's Back, Next hands out what it
 * was given then, however much has been written since. Such a page is to be read anew.
 */
export function useShownBefore(read: object): boolean {
  const [before] = useState(() => shown.has(read));
  useEffect(() => void shown.add(read), [read]);
  return before;
}
