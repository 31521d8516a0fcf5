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

// The newest version that the server confirmed, so that a page that was asked for before that can tell.
export function noteSaved(key, version) {
  try {
    store()?.setItem(`${key} saved`, String(version));
  } catch {
    // Without it, a later save of the older page brings both texts up.
  }
}

export function takeSaved(key) {
  try {
    const saved = Number(store()?.getItem(`${key} saved`));
    store()?.removeItem(`${key} saved`);
    return saved;
  } catch {
    return 0;
  }
}
