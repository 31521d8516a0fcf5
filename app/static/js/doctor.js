// What only the browser can tell: whether it brings cookies back, whether the LMS answers messages, what time it has.
const PATIENCE = 2000;
const MOST_SKEW_SECONDS = 120;
const line = document.querySelector("[data-doctor-browser]");
const report = document.querySelector("[data-doctor-report]");

async function keepsCookies(address) {
  const ask = async () => (await fetch(address, { cache: "no-store" })).json();
  await ask();
  return (await ask()).cookie;
}

// `lti.capabilities` is the one message that may go to whoever the parent is: it holds nothing.
function capabilities() {
  const asked = window.opener ?? (window.parent === window ? null : window.parent);
  if (!asked) return Promise.resolve(null);
  return new Promise((resolve) => {
    const id = crypto.randomUUID();
    const heard = ({ data }) => {
      if (data?.subject === "lti.capabilities.response" && data.message_id === id) finish(data.supported_messages ?? []);
    };
    const finish = (messages) => {
      removeEventListener("message", heard);
      resolve(messages.map(({ subject }) => String(subject)));
    };
    addEventListener("message", heard);
    setTimeout(() => finish([]), PATIENCE);
    asked.postMessage({ subject: "lti.capabilities", message_id: id }, "*");
  });
}

function findings(cookie, messages, skew) {
  const stores = messages?.includes("lti.get_data") && messages.includes("lti.put_data");
  const said = [
    cookie ? "This browser brings Cairn's cookies back." : "This browser refuses Cairn's cookies here.",
    messages === null
      ? "This page is not inside the LMS's frame, so the LMS's storage is not needed."
      : stores
        ? "The LMS can keep the proof of a launch where cookies are refused."
        : "The LMS keeps no proof of a launch; where cookies are refused, Cairn offers a window of its own.",
  ];
  if (Math.abs(skew) > MOST_SKEW_SECONDS) said.push(`This device's clock is ${Math.abs(skew)} seconds off.`);
  return { said, mark: cookie || stores ? "good" : "warn" };
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
  const [cookie, messages] = await Promise.all([keepsCookies(line.dataset.address), capabilities()]);
  const known = messages?.filter((name) => /^[\w.-]{1,40}$/.test(name)) ?? [];
  const frame = messages === null ? "own window" : "framed";
  show(findings(cookie, messages, skew), `${frame}; clock ${skew} s; ${known.join(" ") || "no messages"}`);
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
look();
