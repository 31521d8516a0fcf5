// The id of a message to the LMS's page. Not `randomUUID`: older browsers don't have it.
export function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
