/** Test builds only: answers what Tauri would answer by asking a loopback server, so that the window runs in a plain
 *  browser over the real commands. `POST /invoke` takes `{cmd, args}` and answers JSON (a failure with status 400);
 *  `GET /events` streams `{event, payload}`, and `{channel, message, index}` for channels. */

interface Internals {
  invoke(cmd: string, args?: Record<string, unknown>): Promise<unknown>;
  transformCallback(callback: (message: unknown) => void, once?: boolean): number;
  unregisterCallback(id: number): void;
  convertFileSrc(path: string, protocol: string): string;
}

export function connect(server: string): void {
  const callbacks = new Map<number, (message: unknown) => void>();
  const listeners = new Map<number, { event: string; handler: number }>();
  let last = 0;

  const internals: Internals = {
    async invoke(cmd, args = {}) {
      if (cmd === 'plugin:event|listen') {
        listeners.set(++last, { event: String(args.event), handler: Number(args.handler) });
        return last;
      }
      if (cmd === 'plugin:event|unlisten') return void listeners.delete(Number(args.eventId));
      const answer = await fetch(`${server}/invoke`, { method: 'POST', body: JSON.stringify({ cmd, args }) });
      const body: unknown = await answer.json();
      if (!answer.ok) throw body;
      return body;
    },
    transformCallback(callback, once = false) {
      const id = ++last;
      callbacks.set(id, (message) => {
        if (once) callbacks.delete(id);
        callback(message);
      });
      return id;
    },
    unregisterCallback: (id) => void callbacks.delete(id),
    convertFileSrc: (path, protocol) => `${server}/${protocol}/${encodeURIComponent(path)}`,
  };
  Object.assign(window, {
    __TAURI_INTERNALS__: internals,
    __TAURI_EVENT_PLUGIN_INTERNALS__: {
      unregisterListener: (_event: string, id: number) => listeners.delete(id),
    },
  });

  new EventSource(`${server}/events`).onmessage = ({ data }) => {
    const told = JSON.parse(String(data)) as {
      event?: string;
      payload?: unknown;
      channel?: number;
      index?: number;
      message?: unknown;
    };
    if (told.channel !== undefined)
      callbacks.get(told.channel)?.({ index: told.index, message: told.message });
    for (const { event, handler } of listeners.values())
      if (event === told.event) callbacks.get(handler)?.({ event, id: handler, payload: told.payload });
  };
}
