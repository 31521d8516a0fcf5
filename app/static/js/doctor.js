// What only the browser can tell: whether it brings cookies back, whether the LMS keeps values, what time it has.
import { askStorage, capabilities } from "./platform-storage.js";

const MOST_SKEW_SECONDS = 120;
const TRIAL = "cairn_doctor";
const line = document.querySelector("[data-doctor-browser]");
const report = document.querySelector("[data-doctor-report]");

async function keepsCookies(address) {
  const ask = async () => {
    const answer = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  await ask();
  return (await ask()).cookie;
}

// Whether the LMS gives back what it was given a moment ago.
async function keepsValues(origin) {
  const value = String(Date.now());
  const put = await askStorage({ origin }, { subject: "lti.put_data", key: TRIAL, value });
  const kept = put && (await askStorage({ origin }, { subject: "lti.get_data", key: TRIAL }));
  return kept?.value === value;
}

function findings(cookie, framed, stores, skew) {
  const said = [
    cookie ? "This browser brings Cairn's cookies back." : "This browser refuses Cairn's cookies here.",
    !framed
      ? "This page is not inside the LMS's frame, so the LMS's storage is not needed."
      : stores
        ? "The LMS can keep the proof of a launch where cookies are refused."
        : "The LMS keeps no proof of a launch; where cookies are refused, Cairn offers a window of its own.",
  ];
  if (Math.abs(skew) > MOST_SKEW_SECONDS) said.push(`This device's clock is ${Math.abs(skew)} seconds off.`);
  return { said, mark: (cookie || stores) && Math.abs(skew) <= MOST_SKEW_SECONDS ? "good" : "warn" };
}

function show({ said, mark }, details) {
  const word = line.querySelector("[data-doctor-word]");
  word.textContent = mark === "good" ? "In order" : "Look at this";
  word.className = `status status-${mark}`;
  line.querySelector("[data-doctor-words]").textContent = said.join(" ");
  report.value += `\n${mark === "good" ? "GOOD    " : "NOTICE  "}browser-live: ${said.join(" ")} [${details}]`;
}

async function look() {
  line.hidden = false;
  const skew = Math.round((Date.now() - Date.parse(line.dataset.serverTime)) / 1000);
  const { address, storageOrigin } = line.dataset;
  const [cookie, messages, stores] = await Promise.all([
    keepsCookies(address),
    capabilities(),
    keepsValues(storageOrigin).catch(() => false),
  ]);
  const known = messages?.map((message) => String(message?.subject)).filter((name) => /^[\w.-]{1,40}$/.test(name)) ?? [];
  const frame = messages === null ? "own window" : "framed";
  const details = `${frame}; storage ${stores ? "keeps" : "keeps nothing"}; clock ${skew} s; ${known.join(" ") || "no messages"}`;
  show(findings(cookie, messages !== null, stores, skew), details);
}

function offerCopy() {
  const button = document.querySelector("[data-copy]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(report.value);
      said.textContent = "Copied.";
    } catch {
      report.select();
      said.textContent = "It is selected now: copy it with your keyboard or menu.";
    }
  });
}

offerCopy();
look().catch(() => show({ said: ["This browser could not be looked at; reload the page."], mark: "warn" }, "failed"));
