// LTI platform storage: values kept for a tool while this page lives, apart for each origin.
const kept = new Map();
const LONGEST_KEY = 128;
const LONGEST_VALUE = 4096;
const MOST_VALUES = 500;

function put(origin, key, value) {
  if (typeof key !== "string" || !key || key.length > LONGEST_KEY) {
    return { error: { code: "bad_request", message: "key must be a short text" } };
  }
  const name = `${origin} ${key}`;
  if (value === null || value === undefined) {
    kept.delete(name);
    return { key, value: null };
  }
  if (String(value).length > LONGEST_VALUE || kept.size >= MOST_VALUES) {
    return { error: { code: "storage_exhaustion", message: "too much to keep" } };
  }
  kept.set(name, String(value));
  return { key, value: String(value) };
}

function get(origin, key) {
  return { key, value: kept.get(`${origin} ${key}`) ?? null };
}

export function answerStorage(event) {
  const { subject, message_id, key, value } = event.data ?? {};
  if (subject !== "lti.put_data" && subject !== "lti.get_data") {
    return;
  }
  const result = subject === "lti.put_data" ? put(event.origin, key, value) : get(event.origin, key);
  event.source.postMessage({ subject: `${subject}.response`, message_id, ...result }, event.origin);
}
