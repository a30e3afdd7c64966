/* Actions: each is one call of the control API, or of a vendor's. */

import { refresh, refreshHeader } from "./live.js";
import { fill, toast, words } from "./said.js";

const MARK = { "X-Mail-Emulator": "1" };

export function bodyOf(form) {
  const body = form.dataset.body === undefined ? undefined : JSON.parse(form.dataset.body);
  const fields = [...form.elements].filter((each) => each.name && !each.disabled && !each.dataset.in);
  if (!fields.length) return body;
  const made = body || {};
  for (const field of fields) {
    const value = valueOf(field);
    if (value === undefined) continue;
    if (field.dataset.as === "whole") return value;
    const way = field.name.split(".");
    let place = made;
    for (const part of way.slice(0, -1)) place = place[part] ??= {};
    const name = way.at(-1);
    place[name] = Array.isArray(value) && Array.isArray(place[name]) ? [...place[name], ...value] : value;
  }
  return made;
}

function valueOf(field) {
  const as = field.dataset.as || "";
  if (field.type === "checkbox") return as === "list" ? (field.checked ? [field.value] : undefined) : field.checked || (as === "boolean" ? false : undefined);
  const text = field.value.trim();
  if (text === "") return undefined;
  if (as === "number") return Number(text);
  if (as === "boolean") return text === "true";
  if (as === "lines") return text.split(/[\n,]+/).map((each) => each.trim()).filter(Boolean);
  if (as === "json" || as === "whole") {
    try { return JSON.parse(text); } catch { throw new Error(`${words.notJson}: ${field.closest("label")?.innerText.trim().split("\n")[0] || field.name}`); }
  }
  return field.value;
}

export function headersOf(form) { return form.dataset.headers && JSON.parse(form.dataset.headers); }

export function addressOf(form) {
  let address = form.dataset.address;
  for (const field of form.elements) if (field.dataset?.in === "path") address = address.replace(`{${field.name}}`, encodeURIComponent(field.value.trim()));
  return address;
}

/* A vendor's API is called with the headers that its client would send; the control API needs a mark. */
async function call(method, address, body, given) {
  const headers = { ...(given || MARK) };
  const options = { method, headers };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(address, options);
  const text = await answer.text();
  let found = null;
  try { found = text ? JSON.parse(text) : null; } catch { found = text; }
  if (!answer.ok) throw new Error(found?.detail || found?.title || `${answer.status} ${text.slice(0, 300)}`);
  return found;
}

export async function carryOut(form) {
  if (form.dataset.busy) return;
  if (form.dataset.confirm && !(await confirmed(form.dataset.confirm))) return;
  form.dataset.busy = "1";
  const button = form.querySelector(".button, .chip");
  button.disabled = true;
  form.querySelector(".problem")?.remove();
  try {
    const found = form.dataset.steps ? await inSteps(form) : form.dataset.upload ? await upload(form) : await call(form.dataset.method, addressOf(form), bodyOf(form), headersOf(form));
    if (form.dataset.show) show(form.dataset.show, found);
    if (found?.fired) showFired(found.fired);
    toast(form.dataset.done || (found?.fired ? fill(words.fired, found.fired.length) : `${button.textContent.trim()} ✓`));
    if (form.dataset.go) { location.href = form.dataset.go.replace("{name}", encodeURIComponent(found?.name ?? "")); return; }
    if (!form.dataset.keep) form.reset();
  } catch (error) {
    refused(form, error.message || words.failed);
  } finally {
    delete form.dataset.busy;
    button.disabled = false;
    button.focus({ preventScroll: true });
  }
  await refreshHeader();
  await refresh();
}

/* Why an action failed: beside the fields, where it stays; a button alone has only the corner. */
function refused(form, text) {
  if (![...form.elements].some((each) => each.name)) { toast(text, true); return; }
  const line = document.createElement("p");
  line.className = "problem";
  line.setAttribute("role", "alert");
  line.textContent = text;
  form.append(line);
}

function show(target, found) {
  const place = document.querySelector(target);
  if (!place) return;
  place.hidden = false;
  place.setAttribute("data-kept", "");
  const pre = document.createElement("pre");
  pre.className = "code";
  pre.tabIndex = 0;
  pre.textContent = typeof found === "string" ? found : JSON.stringify(found, null, 2);
  place.replaceChildren(pre);
}

function showFired(fired) {
  const list = document.getElementById("ledger");
  if (!list) return;
  document.getElementById("ledger-empty")?.setAttribute("hidden", "");
  for (const each of fired.slice(-500)) {
    const line = document.createElement("tr");
    const cells = [each.at.slice(0, 19).replace("T", " "), each.what, each.id].map((text) => { const cell = document.createElement("td"); cell.textContent = text; return cell; });
    if (each.id?.startsWith("dlv-")) cells[2].replaceChildren(linked(`/_emulator/messages/${each.id}`, each.id));
    if (each.id?.startsWith("call-")) cells[2].replaceChildren(linked(`/_emulator/webhooks/${each.id}`, each.id));
    line.append(...cells);
    list.prepend(line);
  }
  while (list.children.length > 500) list.lastElementChild.remove();
}

function linked(href, text) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

/* Long walks go in steps, each one call, so that progress shows and the walk can be stopped. */
async function inSteps(form) {
  const box = document.querySelector(form.dataset.steps);
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const stop = box.querySelector("[data-stop]");
  let stopped = false;
  stop.onclick = () => (stopped = true);
  box.hidden = false;
  const fired = [];
  let count = 0, step = 60, first = null;
  try {
    while (!stopped) {
      const clock = await call("GET", box.dataset.clock);
      if (!clock.next) break;
      first ??= clock.pending ?? 0;
      const gap = Math.max((Date.parse(clock.next.at) - Date.parse(clock.now)) / 1000, 0);
      const begun = performance.now();
      const found = await call(form.dataset.method, form.dataset.address, { longest: Math.ceil(gap) + step });
      const took = performance.now() - begun;
      step = took < 250 ? Math.min(step * 4, 31_536_000) : took > 1200 ? Math.max(step / 4, 1) : step;
      count += found.fired.length;
      fired.push(...found.fired.slice(-500));
      if (fired.length > 1000) fired.splice(0, fired.length - 500);
      const left = found.pending ?? clock.pending ?? 0;
      bar.max = count + left || 1;
      bar.value = count;
      text.textContent = fill(words.fired, count);
      if (!found.fired.length && gap === 0) break;
    }
  } finally {
    box.hidden = true;
  }
  if (stopped) toast(words.stopped);
  return { fired, count };
}

/* A file as it is, with the progress of sending it; what the server does with it takes as long as it takes. */
function upload(form) {
  const box = document.querySelector(form.dataset.upload);
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const file = form.querySelector("input[type=file]").files[0];
  box.hidden = false;
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(form.dataset.method, form.dataset.address);
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("X-Mail-Emulator", "1");
    request.upload.onprogress = (event) => { bar.max = event.total; bar.value = event.loaded; text.textContent = `${Math.round((100 * event.loaded) / event.total)} %`; };
    request.upload.onload = () => { bar.removeAttribute("value"); text.textContent = words.working; };
    request.onload = () => {
      let found = null;
      try { found = JSON.parse(request.responseText); } catch { /* an answer without a body */ }
      if (request.status < 400) done(found);
      else failed(new Error(found?.detail || found?.title || String(request.status)));
    };
    request.onerror = () => failed(new Error(words.unreachable));
    request.send(file);
  }).finally(() => (box.hidden = true));
}

function confirmed(question) {
  return Promise.resolve(window.confirm(question));
}
