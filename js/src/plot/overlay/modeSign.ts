// A small sign beside the pointer: how an outline closed now would join the selection. Nothing where it replaces it.

import type { SelectMode } from "../../geometry/selectMode";
import type { Pixel } from "../types";

const SIGNS: Readonly<Record<SelectMode, string>> = { replace: "", add: "+", subtract: "−", intersect: "∩" };

export class ModeSign {
  readonly #element: HTMLElement;

  constructor(root: HTMLElement) {
    this.#element = document.createElement("span");
    this.#element.className = "cxw-plot-badge";
    this.#element.setAttribute("aria-hidden", "true");
    root.append(this.#element);
  }

  show(at: Pixel | null, mode: SelectMode): void {
    const sign = at ? SIGNS[mode] : "";
    if (this.#element.textContent !== sign) this.#element.textContent = sign;
    this.#element.style.display = sign ? "" : "none";
    if (at && sign) this.#element.style.transform = `translate(${at[0] + 12}px, ${at[1] + 10}px)`;
  }
}
