/** The line above the view: whose answer it is, how many edits are kept, and the button that saves the answer. */

export interface Bar {
  element: HTMLElement;
  author(): string;
  /** How many edits there are, and in how many words they are kept. */
  show(n: number, isKept: boolean): void;
  /** A sentence that needs to be read; null: none. */
  warn(sentence: string | null): void;
}
interface BarOptions {
  title: string;
  /** What the page is, in a phrase. */
  about: string;
  author: string;
  onAuthor(name: string): void;
  onSave(): void;
}

const UNNAMED = "Say who you are first: the labels come back under this name.";
const NOTHING = "Nothing to send back yet: drag around some cells, and label them.";
const MOST_LETTERS = 80;

export function createBar({ title, about, author, onAuthor, onSave }: BarOptions): Bar {
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
  field.maxLength = MOST_LETTERS;
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
    onAuthor(field.value.trim());
    say(null);
  });
  button.addEventListener("click", () => {
    if (n === 0) return say(NOTHING);
    if (field.value.trim() === "") {
      say(UNNAMED);
      field.focus();
      return;
    }
    say(null);
    onSave();
  });
  return {
    element,
    author: () => field.value.trim(),
    show(now, isKept) {
      n = now;
      const edits = n === 1 ? "1 edit" : `${n.toLocaleString("en")} edits`;
      kept.textContent = n === 0 ? "No edits yet" : isKept ? `${edits} kept in this browser` : `${edits} not kept`;
      button.dataset.nothing = String(n === 0);
      if (n > 0) say(null);
    },
    warn(sentence) {
      said = sentence;
      say(null);
    },
  };
}

function textOf<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
