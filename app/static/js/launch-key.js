// A page that was opened by a key in its address stays open while somebody is at work on it: its key is made anew
// now and then, and put into the addresses of the page.
const EVERY_MILLISECONDS = 20 * 60 * 1000;
const ADDRESSES = { A: "href", FORM: "action" };
const root = document.querySelector("[data-launch-key]");
let segment = root?.dataset.launchKey;
let busy = false;

function replaceIn(element, name, fresh) {
  const address = element.getAttribute(name);
  if (address?.includes(`/l/${segment}/`)) element.setAttribute(name, address.replace(`/l/${segment}/`, `/l/${fresh}/`));
}

function put(fresh) {
  for (const element of document.querySelectorAll("a[href], form[action], form[data-autosave]")) {
    replaceIn(element, ADDRESSES[element.tagName], fresh);
    if (element.dataset.autosave) replaceIn(element, "data-autosave", fresh);
  }
  for (const button of document.querySelectorAll("[formaction]")) replaceIn(button, "formaction", fresh);
  window.history.replaceState(window.history.state, "", window.location.href.replace(`/l/${segment}/`, `/l/${fresh}/`));
  segment = fresh;
}

async function renew() {
  if (!busy) return;
  busy = false;
  try {
    const answer = await fetch(`/l/${segment}/key`, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.ok) put((await answer.json()).launch);
  } catch {
    // No connection: the next time may have one.
    busy = true;
  }
}

if (segment) {
  for (const name of ["input", "keydown", "pointerdown"]) window.addEventListener(name, () => (busy = true));
  window.setInterval(renew, EVERY_MILLISECONDS);
}
