// @ts-check
// The explorer's ways through a graph that is read a neighbourhood at a time: the shortest path between two entities, and
// everything within some steps. Both read no more than they are allowed.
(() => {
  "use strict";

  /** @typedef {ExplorerItem} Item */
  /** @typedef {ExplorerLine} Line */
  /** @typedef {ExplorerPart} Part */
  /** @typedef {ExplorerEnd} End */
  /** @typedef {(end: End, page: number) => Promise<Part | undefined>} Read */

  const FILES = 300; // read for one path at most
  const TOGETHER = 8; // asked for at a time

  /** @param {Line} line @param {string} id */
  const across = (line, id) => (line.from === id ? line.to : line.from);

  /**
   * The shortest path, by breadth-first search from both ends: the entities on it and their relations. Nothing where the search
   * was stopped; no `ids` where none was found, and then `whole` tells whether all was searched that hangs together.
   * @param {[End, End]} ends @param {Read} read @param {(line: Line, other: Item) => boolean} passes @param {(read: number) => void} progress
   * @param {AbortSignal} signal @returns {Promise<{ ids?: string[], items: Map<string, Item>, lines: Line[], read: number, whole: boolean } | undefined>}
   */
  async function path(ends, read, passes, progress, signal) {
    /** @type {Map<string, Item>} */
    const items = new Map();
    /** @type {Map<string, Line>} */
    const lines = new Map();
    const sides = ends.map(({ id }) => ({ came: new Map([[id, ""]]), edge: [id] }));
    const end = new Map(ends.map((e) => [e.id, e]));
    const cost = (/** @type {string[]} */ ids) => ids.reduce((sum, id) => sum + 1 + (items.get(id)?.degree ?? 0) / 24, 0);
    let count = 0;
    const done = (/** @type {string[] | undefined} */ ids, whole = true) => ({ ids, items, lines: [...lines.values()], read: count, whole });
    while (sides[0].edge.length && sides[1].edge.length) {
      const mine = sides[cost(sides[0].edge) <= cost(sides[1].edge) ? 0 : 1];
      const other = sides[mine === sides[0] ? 1 : 0];
      /** @type {[string, number][]} */
      const queue = mine.edge.map((id) => [id, 0]);
      mine.edge = [];
      while (queue.length) {
        const batch = queue.splice(0, Math.min(TOGETHER, FILES - count));
        if (!batch.length) return done(undefined, false);
        const parts = await Promise.all(batch.map(([id, page]) => read(items.get(id) ?? end.get(id) ?? { id }, page)));
        if (signal.aborted) return undefined;
        count += batch.length;
        progress(count);
        for (const [i, [id, page]] of batch.entries()) {
          const part = parts[i];
          if (page === 0) for (let next = 1; next < (part?.pages ?? 1); next++) queue.push([id, next]);
          for (const item of part?.nodes ?? []) items.set(item.id, item);
          for (const line of part?.edges ?? []) {
            const to = across(line, id);
            const item = items.get(to);
            if (!item || !(end.has(to) ? passes(line, /** @type {Item} */ (items.get(id))) || end.has(id) : passes(line, item))) continue;
            lines.set(line.id, line);
            if (!mine.came.has(to)) {
              mine.came.set(to, id);
              mine.edge.push(to);
            }
            if (other.came.has(to)) return done([...trail(sides[0].came, to).reverse(), ...trail(sides[1].came, to).slice(1)]);
          }
        }
      }
    }
    return done(undefined);
  }

  /** The way back from an entity. @param {Map<string, string>} came @param {string} id */
  function trail(came, id) {
    const ids = [];
    for (let at = id; at; at = came.get(at) ?? "") ids.push(at);
    return ids;
  }

  /**
   * Reads what is within some steps of an entity, nearest first, and the first file of each before the further ones of any.
   * @param {End} start @param {number} steps @param {Read} read
   * @param {(part: Part, of: string) => boolean} add takes a file's content; false where there is no more room
   * @param {(read: number) => void} progress @param {AbortSignal} signal
   * @returns {Promise<boolean | undefined>} whether all fitted; nothing where it was stopped
   */
  async function around(start, steps, read, add, progress, signal) {
    const met = new Set([start.id]);
    let layer = [start];
    let count = 0;
    for (let step = 0; step < steps && layer.length; step++) {
      /** @type {[End, number][]} */
      const queue = layer.map((end) => [end, 0]);
      layer = [];
      while (queue.length) {
        const batch = queue.splice(0, TOGETHER);
        const parts = await Promise.all(batch.map(([end, page]) => read(end, page)));
        if (signal.aborted) return undefined;
        count += batch.length;
        progress(count);
        for (const [i, [end, page]] of batch.entries()) {
          const part = parts[i];
          if (!part) continue;
          if (page === 0) for (let next = 1; next < (part.pages ?? 1); next++) queue.push([end, next]);
          if (!add(part, end.id)) return false;
          for (const item of part.nodes) {
            if (met.has(item.id)) continue;
            met.add(item.id);
            layer.push(item);
          }
        }
      }
    }
    return true;
  }

  Object.assign(/** @type {any} */ (window).stemmaExplorer, { across, around, path });
})();
