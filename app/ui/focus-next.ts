/**
 * Before an entry goes from a page: the focus that its button holds moves to the entry after it, or before it, or to the
 * page's heading, from where the keyboard and a screen reader go on. Elsewhere by now, it stays there.
 * @param id of the entry's element
 */
export function focusNextTo(id: string): void {
  const own = document.getElementById(id);
  const held = document.activeElement;
  if (!own || (held !== document.body && !own.contains(held))) return;
  const all = [...document.querySelectorAll<HTMLElement>("li[id^='entry-'], li[id^='check-in-']")];
  const at = all.indexOf(own);
  const next = all[at + 1] ?? all[at - 1] ?? document.querySelector("h1");
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}
