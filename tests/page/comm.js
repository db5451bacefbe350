/** The part of a notebook on a page: a model with traits, and one websocket as its comm. Frames as in server.py. Buffers begin
 * anywhere in a frame, as those of JupyterLab's messages do; `aligned`: each in memory of its own. */
export async function connect(url, state = {}, { aligned = false } = {}) {
  const handlers = new Map();
  let changed = new Set();
  const emit = (event, ...args) => {
    for (const handler of [...(handlers.get(event) ?? [])]) handler(...args);
  };
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";

  function post(data, buffers = []) {
    const bytes = buffers.map((b) =>
      ArrayBuffer.isView(b) ? new Uint8Array(b.buffer, b.byteOffset, b.byteLength) : new Uint8Array(b),
    );
    const head = new TextEncoder().encode(JSON.stringify([data, bytes.map((b) => b.length)]));
    const frame = new Uint8Array(4 + head.length + bytes.reduce((sum, b) => sum + b.length, 0));
    new DataView(frame.buffer).setUint32(0, head.length, true);
    frame.set(head, 4);
    let at = 4 + head.length;
    for (const b of bytes) {
      frame.set(b, at);
      at += b.length;
    }
    socket.send(frame);
  }

  /** Once all traits have come for the first time. */
  let known = () => {};
  const ready = new Promise((resolve) => {
    known = resolve;
  });
  socket.addEventListener("message", ({ data: frame }) => {
    const length = new DataView(frame).getUint32(0, true);
    const [data, sizes] = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length)));
    let at = 4 + length;
    const buffers = sizes.map((size) => {
      const view = aligned ? new DataView(frame.slice(at, at + size)) : new DataView(frame, at, size);
      at += size;
      return view;
    });
    if (data.method === "custom") {
      emit("msg:custom", data.content, buffers);
      return;
    }
    (data.buffer_paths ?? []).forEach((path, i) => {
      const here = path.slice(0, -1).reduce((of, key) => of[key], data.state);
      here[path.at(-1)] = buffers[i];
    });
    // as a notebook does: first all values, then one event for each
    const keys = Object.keys(data.state);
    for (const key of keys) state[key] = data.state[key];
    for (const key of keys) emit(`change:${key}`);
    emit("change");
    known();
  });
  await new Promise((opened) => socket.addEventListener("open", opened));

  const model = {
    get: (key) => state[key],
    set(key, value) {
      if (state[key] === value) return;
      state[key] = value;
      changed.add(key);
      emit(`change:${key}`, model, value);
      emit("change");
    },
    save_changes() {
      // binary traits stay here: they are Python's
      const plain = [...changed].filter((key) => !ArrayBuffer.isView(state[key]?.buffer ?? state[key]?.view));
      const values = Object.fromEntries(plain.map((key) => [key, state[key]]));
      if (plain.length > 0) post({ method: "update", state: values, buffer_paths: [] });
      changed = new Set();
    },
    on(event, handler) {
      if (!handlers.has(event)) handlers.set(event, new Set());
      handlers.get(event).add(handler);
    },
    off(event, handler) {
      if (handler) handlers.get(event)?.delete(handler);
      else handlers.delete(event);
    },
    send: (content, _callbacks, buffers) => post({ method: "custom", content }, buffers),
    widget_manager: {},
  };
  const nHandlers = () => [...handlers.values()].reduce((n, set) => n + set.size, 0);
  /** What JupyterLab's manager of widgets tells a model when the kernel restarts. */
  const lose = () => emit("comm_live_update");
  return { model, ready, nHandlers, lose };
}
