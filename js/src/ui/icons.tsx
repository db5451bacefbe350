/** Line icons on a 16 px grid, drawn here so that nothing is fetched. */
const PATHS = {
  picture: "M2.5 3h11v10h-11zM2.5 11l3.2-3.4 2.6 2.7 1.7-1.8 3.5 3.5M10.6 6.2h.01",
  lasso: "M8 2.5c3.3 0 6 1.8 6 4s-2.7 4-6 4-6-1.8-6-4 2.7-4 6-4zM4.5 10c-1 .8-1 2.5.5 2.8 1.2.2 1.5 1 1 2",
  polygon: "M8 2.5 13.5 6.2 11.5 13H4.5L2.5 6.2z",
  box: "M2.5 4v-1.5h2M6.7 2.5h2.6M11.5 2.5h2V4M13.5 6.5v3M13.5 12v1.5h-2M9.3 13.5H6.7M4.5 13.5h-2V12M2.5 9.5v-3",
  pan: "M8 2v12M2 8h12M8 2 6.5 3.5M8 2l1.5 1.5M8 14l-1.5-1.5M8 14l1.5-1.5M2 8l1.5-1.5M2 8l1.5 1.5M14 8l-1.5-1.5M14 8l-1.5 1.5",
  undo: "M5.5 3 2.5 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  redo: "M10.5 3l3 3-3 3M13 6H7a4 4 0 0 0 0 8h3",
  drop: "M8 2.2c2.3 2.7 3.9 4.8 3.9 7a3.9 3.9 0 0 1-7.8 0c0-2.2 1.6-4.3 3.9-7z",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  plus: "M8 3.5v9M3.5 8h9",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  down: "M4.5 6.5 8 10l3.5-3.5",
  right: "M6.5 4.5 10 8l-3.5 3.5",
  search: "M7 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10 10l3.5 3.5",
  check: "M3.5 8.5l3 3 6-7",
  help: "M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3M8 11.8h.01M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  save: "M8 2.5v8M5 7.5l3 3 3-3M2.5 11.5v2h11v-2",
  panel: "M2.5 3.5h11v9h-11zM6.5 3.5v9",
  side: "M2.5 3.5h11v9h-11zM9.5 3.5v9",
  grip: "M6 4.5h.01M10 4.5h.01M6 8h.01M10 8h.01M6 11.5h.01M10 11.5h.01",
  note: "M3.5 2.5h9v7.5l-3 3.5h-6zM12.5 10h-3v3.5M5.8 5.5h4.4M5.8 8h2.5",
  evidence: "M2.5 13.5h11M4.5 11V8M8 11V3M11.5 11V6",
  full: "M6 2.5H2.5V6M10 2.5h3.5V6M6 13.5H2.5V10M10 13.5h3.5V10",
  alert: "M8 2.3 14.3 13.2H1.7zM8 6.5v3M8 11.3h.01",
  info: "M8 7.3v3.9M8 4.9h.01M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z",
  lock: "M3.5 7.2h9v6.3h-9zM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2",
  again: "M13.2 6A5.5 5.5 0 1 0 13.5 9M13.5 2.5V6H10",
  filter: "M2.5 3.5h11l-4.2 5v4l-2.6 1v-5z",
  fit: "M5 3H3v2M11 3h2v2M5 13H3v-2M11 13h2v-2M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  around: "M5 3H3v2M11 3h2v2M5 13H3v-2M11 13h2v-2M5.8 6.2l4.4-.4.5 4-4.5.6z",
  only: "M1.6 8C3.1 5.3 5.4 3.9 8 3.9s4.9 1.4 6.4 4.1c-1.5 2.7-3.8 4.1-6.4 4.1S3.1 10.7 1.6 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  points:
    "M4 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM10.8 9.8a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM5.5 13.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  swap: "M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13",
  split: "M2.5 3.5h11v9h-11zM8 3.5v9",
  replace: "M4 4h8v8H4z",
  add: "M2.5 2.5h7v4h4v7h-7v-4h-4z",
  subtract: "M2.5 2.5h7v4h-3v3h-4zM12 6.5h1.5V8M13.5 10.5v3h-3M8 13.5H6.5V12",
  intersect: "M6.5 6.5h3v3h-3zM6.5 2.5h-4v4M9.5 2.5v1M2.5 9.5h1M9.5 13.5h4v-4M6.5 13.5v-1M13.5 6.5h-1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="cxw-icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
