// Sends chosen or dropped files one after the other with their progress. Without script the form does the same.
const UNITS = ["bytes", "KB", "MB", "GB"];

function inWords(bytes) {
  let at = 0;
  while (bytes >= 1024 && at < UNITS.length - 1) {
    bytes /= 1024;
    at += 1;
  }
  return `${at ? bytes.toFixed(1) : bytes} ${UNITS[at]}`;
}

function send(form, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf_token.value);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onload = () => (request.status < 300 ? resolve(request.response) : reject(request.response));
    request.onerror = () => reject({ words: "The connection broke.", way_out: "Check your network, then upload it again." });
    request.send(file);
  });
}

class Upload {
  constructor(form) {
    this.form = form;
    this.field = form.elements.file;
    this.report = form.querySelector("[data-upload-report]");
    this.button = form.querySelector("button[type=submit]");
    this.most = Number(form.dataset.maxBytes);
    this.room = Number(form.dataset.room || 1);
  }

  start() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.take([...this.field.files]);
    });
    window.addEventListener("beforeunload", (event) => this.waiting && event.preventDefault());
    for (const name of ["dragover", "dragleave", "drop"]) {
      this.form.addEventListener(name, (event) => this.dragged(event));
    }
  }

  // Something was chosen and is not stored yet: leaving the page would lose it.
  get waiting() {
    return this.field.files.length > 0 || this.button.disabled;
  }

  dragged(event) {
    event.preventDefault();
    this.form.classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop") this.take([...event.dataTransfer.files]);
  }

  async take(files) {
    if (!files.length || this.button.disabled) return;
    this.button.disabled = true;
    this.report.replaceChildren();
    let stored = 0;
    for (const file of files.slice(0, this.room)) stored += await this.one(file);
    if (files.length > this.room) this.line().fail(`There is room for ${this.room} here; the rest was not sent.`);
    this.button.disabled = false;
    this.field.value = "";
    if (stored && stored === files.length) window.location.reload();
    else if (stored) this.offerReload();
  }

  async one(file) {
    const line = this.line(file.name);
    if (file.size > this.most) {
      line.fail(`${file.name} has ${inWords(file.size)}; at most ${inWords(this.most)} are allowed here.`);
      return 0;
    }
    try {
      await send(this.form, file, (loaded, total) => line.show(loaded, total));
      line.done();
      return 1;
    } catch (refusal) {
      line.fail(`${file.name}: ${refusal?.words || "It could not be stored."} ${refusal?.way_out || ""}`);
      return 0;
    }
  }

  line(name = "") {
    const row = document.createElement("div");
    row.className = "upload-line";
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", `Upload of ${name}`);
    words.textContent = name;
    row.append(words, bar);
    this.report.append(row);
    return {
      show: (loaded, total) => {
        Object.assign(bar, { max: total, value: loaded });
        words.textContent = loaded < total ? `${name}: ${inWords(loaded)} of ${inWords(total)}` : `${name}: being checked…`;
      },
      done: () => {
        bar.remove();
        words.textContent = `${name}: stored`;
      },
      fail: (text) => {
        bar.remove();
        words.className = "is-bad";
        words.textContent = text;
      },
    };
  }

  offerReload() {
    const link = document.createElement("a");
    link.href = window.location.href.split("#")[0];
    link.textContent = "Show what was stored";
    this.report.append(link);
  }
}

document.querySelectorAll("form[data-upload]").forEach((form) => new Upload(form).start());
