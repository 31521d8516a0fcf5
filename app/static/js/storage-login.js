// Has the platform keep what the login's cookie holds, for browsers that keep no cookies here, and goes on.
import { askStorage } from "./platform-storage.js";

const link = document.querySelector("a[data-storage-login]");
const { key, value } = link.dataset;
await askStorage(link.dataset, { subject: "lti.put_data", key, value }).catch(() => null);
window.location.replace(link.href);
