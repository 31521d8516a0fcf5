// What was typed and not yet confirmed by the server, kept in this browser. Browsers may refuse it; then it does nothing.
function store() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

// Whether it was kept.
export function keepDraft(key, text, version) {
  try {
    const kept = store();
    kept?.setItem(key, JSON.stringify({ text, version }));
    return Boolean(kept);
  } catch {
    // A full or forbidden store: the server's copy is the one that counts.
    return false;
  }
}

export function readDraft(key) {
  try {
    return JSON.parse(store()?.getItem(key) || "null");
  } catch {
    return null;
  }
}

export function dropDraft(key) {
  try {
    store()?.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}
