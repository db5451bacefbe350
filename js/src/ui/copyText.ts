/** Puts text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  // navigator.clipboard is missing where Jupyter is served over plain http from another machine.
  if (navigator.clipboard) {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (done) return;
  }
  let focused: Element | null = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  (focused as HTMLElement | null)?.focus({ preventScroll: true });
}
