// Compares an e-mail address with a badge's salted fingerprints, here in the browser: nothing typed leaves the page.
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function digest(text) {
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

async function matches(address, prints) {
  // Most issuers write the address in small letters first; some take it as it was typed.
  const spellings = new Set([address, address.toLowerCase()]);
  for (const print of prints) {
    for (const spelling of spellings) {
      if ((await digest(spelling + print.dataset.salt)) === print.dataset.digest) return true;
    }
  }
  return false;
}

const box = document.querySelector("[data-recipient]");
// Without a safe connection browsers have no crypto.subtle; then the box stays away.
if (box && globalThis.crypto?.subtle) {
  const field = box.querySelector("input");
  const answer = box.querySelector("[data-answer]");
  const prints = [...box.querySelectorAll("[data-digest]")];
  const compare = async () => {
    const address = field.value.trim();
    if (!address) {
      answer.textContent = "Type an address first.";
      return;
    }
    answer.textContent = (await matches(address, prints))
      ? "Yes: the badge was made out to this address."
      : "No: the badge was not made out to this address. Try another address of the same person.";
  };
  box.querySelector("button").addEventListener("click", compare);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") compare();
  });
  field.addEventListener("input", () => { answer.textContent = ""; });
  box.hidden = false;
}
