/** The only file that knows JupyterLab, VS Code, Colab and marimo exist. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "light" | "dark";

/** A box of our own in the cell output: notebook styles stay outside, keys typed inside stay inside. */
export function openShadow(el: HTMLElement, css: string, lifetime: AbortSignal): ShadowRoot {
  const host = document.createElement("div");
  // JupyterLab looks for its shortcuts in the capture phase, before we see the key: it skips hosts with this mark.
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  // Its context menu would cover a right-drag on the plot and the browser's own menu in our fields.
  host.setAttribute("data-jp-suppress-context-menu", "true");
  // Notebook 7, VS Code and marimo listen in the bubble phase: "dd" in a field must not delete a cell.
  for (const type of ["keydown", "keypress", "keyup"]) {
    host.addEventListener(type, (event) => event.stopPropagation(), { signal: lifetime });
  }
  const shadow = host.attachShadow({ mode: "open" });
  // Not a <style>: pages with a content security policy refuse these.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  el.append(host);
  lifetime.addEventListener("abort", () => host.remove());
  return shadow;
}

/** Relative luminance of any CSS color, or null when it is none. By a canvas: styles resolve only inside a page. */
function luminance(color: string): number | null {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || !CSS.supports("color", color)) return null;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

function detect(): Theme {
  const { documentElement: html, body } = document;
  const jupyter = getComputedStyle(body).getPropertyValue("--jp-layout-color0").trim();
  const light = jupyter ? luminance(jupyter) : null;
  if (light !== null) return light < 0.5 ? "dark" : "light";
  const mark = body.dataset.jpThemeLight;
  if (mark) return mark === "true" ? "light" : "dark";
  if (body.classList.contains("vscode-dark") || body.classList.contains("vscode-high-contrast")) return "dark";
  if (body.classList.contains("vscode-light")) return "light";
  const colab = html.getAttribute("theme");
  if (colab) return colab === "dark" ? "dark" : "light";
  const named = [html, body].find((node) => node.dataset.theme || node.classList.contains("light"));
  if ([html, body].some((node) => node.classList.contains("dark") || node.dataset.theme === "dark")) return "dark";
  if (named) return "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The theme of the host, followed as it changes; `wish` other than "auto" wins. */
export function followTheme(wish: ReadonlySignal<"auto" | Theme>, lifetime: AbortSignal): ReadonlySignal<Theme> {
  const found = signal<Theme>(detect());
  const theme = signal<Theme>(found.value);
  const look = () => {
    found.value = detect();
  };
  let later = 0;
  const observer = new MutationObserver(() => {
    look();
    // JupyterLab marks the change before the stylesheet of the new theme has arrived.
    clearTimeout(later);
    later = window.setTimeout(look, 400);
  });
  const watched = {
    attributes: true,
    attributeFilter: ["class", "style", "theme", "data-theme", "data-jp-theme-light"],
  };
  observer.observe(document.documentElement, watched);
  observer.observe(document.body, watched);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look, { signal: lifetime });
  const stop = effect(() => {
    theme.value = wish.value === "auto" ? found.value : wish.value;
  });
  lifetime.addEventListener("abort", () => {
    clearTimeout(later);
    observer.disconnect();
    stop();
  });
  return theme;
}

/** Px that an output may be high before the host scrolls it, with room for its borders; null: as high as it likes. */
export function outputCap(): number | null {
  // marimo cuts an output at 610 px
  return customElements.get("marimo-anywidget") === undefined ? null : 596;
}

/** Reaches the other pages of this notebook server. */
export function pagesChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel("cellxgene_widget");
  } catch {
    return null;
  }
}
