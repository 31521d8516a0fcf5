// A page that was opened by a key in its address stays open while somebody is at work on it: its key is made anew
// now and then, and put into the addresses of the page and into its own.
const EVERY_MILLISECONDS = 20 * 60 * 1000;
const PLACES = ["href", "action", "formaction", "data-autosave"];
const OF_A_LAUNCH = /\/l\/[0-9a-f]{32}\.[0-9a-f]{48}\//;
const holder = document.querySelector("[data-launch-key]");
let segment = holder?.dataset.launchKey;
let busy = false;

function put(fresh) {
  const renewed = (address) => address.replace(OF_A_LAUNCH, `/l/${fresh}/`);
  for (const place of PLACES) {
    for (const element of document.querySelectorAll(`[${place}*="/l/"]`)) {
      element.setAttribute(place, renewed(element.getAttribute(place)));
    }
  }
  window.history.replaceState(window.history.state, "", renewed(window.location.href));
  holder.dataset.launchKey = segment = fresh;
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
