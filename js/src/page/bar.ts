/** The line above the view: whose answer it is, how many edits are kept, and the button that saves the answer. */

export interface Bar {
  element: HTMLElement;
  author(): string;
  /** How many edits there are, and in how many words they are kept. */
  show(n: number, isKept: boolean, toSend: number): void;
  /** A sentence that needs to be read; null: none. */
  warn(sentence: string | null): void;
  /** A sentence with what can be done about it, until one of them is. */
  offer(sentence: string, ways: readonly Way[]): void;
}
export interface Way {
  text: string;
  /** True: the sentence stays. */
  go(): boolean | undefined;
}
interface BarOptions {
  title: string;
  /** What the page is, in a phrase. */
  about: string;
  author: string;
  /** What is kept of what was typed as a name. */
  cleaned(name: string): string;
  mostLetters: number;
  onAuthor(name: string): void;
  onSave(): void;
}

const UNNAMED = "Say who you are first: the labels come back under this name.";
const NOTHING = "Nothing to send back yet: drag around some cells, and label them.";

export function createBar({ title, about, author, cleaned, mostLetters, onAuthor, onSave }: BarOptions): Bar {
  const element = document.createElement("header");
  element.className = "page-bar";
  const name = textOf("h1", title);
  name.title = title;
  const phrase = textOf("span", about);
  phrase.className = "page-soft";
  phrase.title = about;
  const kept = document.createElement("span");
  kept.className = "page-kept";
  kept.setAttribute("role", "status");
  const label = textOf("label", "Your name");
  const field = document.createElement("input");
  field.value = author;
  field.maxLength = mostLetters;
  field.autocomplete = "name";
  label.append(field);
  const button = textOf("button", "Save answer");
  button.title = "A file with your labels and comments, to be sent back";
  const wrong = document.createElement("p");
  wrong.className = "page-wrong";
  wrong.setAttribute("role", "alert");
  element.append(name, phrase, kept, label, button, wrong);

  let n = 0;
  let said: string | null = null;
  const say = (sentence: string | null) => {
    wrong.textContent = sentence ?? said ?? "";
  };
  field.addEventListener("input", () => {
    onAuthor(cleaned(field.value));
    say(null);
  });
  button.addEventListener("click", () => {
    if (n === 0) return say(NOTHING);
    if (cleaned(field.value) === "") {
      say(UNNAMED);
      field.focus();
      return;
    }
    say(null);
    onSave();
  });
  return {
    element,
    author: () => cleaned(field.value),
    show(now, isKept, toSend) {
      n = toSend;
      const edits = counted(now);
      kept.textContent = now === 0 ? "No edits yet" : isKept ? `${edits} kept in this browser` : `${edits} not kept`;
      button.dataset.nothing = String(n === 0);
      if (n > 0) say(null);
    },
    warn(sentence) {
      said = sentence;
      say(null);
    },
    offer(sentence, ways) {
      const line = textOf("p", `${sentence} `);
      line.className = "page-offer";
      line.setAttribute("role", "status");
      for (const { text, go } of ways) {
        const way = textOf("button", text);
        way.addEventListener("click", () => {
          if (!go()) line.remove();
        });
        line.append(way);
      }
      element.append(line);
    },
  };
}

export function counted(n: number): string {
  return n === 1 ? "1 edit" : `${n.toLocaleString("en")} edits`;
}

function textOf<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
