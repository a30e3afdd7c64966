/* The same calls as lines for a terminal. */

import { addressOf, bodyOf, headersOf } from "./actions.js";

const quoted = (text) => "'" + String(text).replaceAll("'", `'\\''`) + "'";

/* The server's password is never shown: the line takes it from a variable. */
const PASSWORD = "Authorization: Bearer $MAIL_EMULATOR_PASSWORD";

export function curlOf(method, address, data, headers = {}) {
  const parts = ["curl"];
  if (method !== "GET") parts.push("-X", method);
  parts.push(quoted(location.origin + address));
  if (document.documentElement.dataset.password !== undefined && !headers.Authorization) parts.push(`\\\n  -H "${PASSWORD}"`);
  for (const [name, value] of Object.entries(headers)) if (name !== "Content-Type") parts.push("\\\n  -H", quoted(`${name}: ${value}`));
  if (data) parts.push("\\\n  -H 'Content-Type: application/json'", data);
  else if (method !== "GET") parts.push("-H 'X-Mail-Emulator: 1'");
  return parts.join(" ");
}

function dataOf(form) {
  if (form.dataset.upload) return "--data-binary @world.json";
  const body = bodyOf(form);
  return body === undefined ? "" : `-d ${quoted(JSON.stringify(body))}`;
}

export function showCurl(text) {
  document.getElementById("curl-text").textContent = text;
  document.getElementById("curl").showModal();
}

/* The line of an action, with what is filled in. */
export function curlOfAction(form) {
  return curlOf(form.dataset.method, addressOf(form), dataOf(form), headersOf(form));
}
