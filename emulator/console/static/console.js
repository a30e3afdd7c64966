/* The console's own script: live parts by short polling, actions as calls of the control API, keys, copying.
   Nothing here is needed to read a page; nothing runs inline. */

const words = JSON.parse(document.getElementById("words").textContent);
const live = document.getElementById("live");
const POLL = 2000;
const SLOW = 3;
const MARK = { "X-Mail-Emulator": "1" };

/* ---- live parts ------------------------------------------------------------------------------------------- */

let etag = "";
let asking = null;

async function refresh() {
  if (!live) return;
  asking?.abort();
  const mine = (asking = new AbortController());
  const url = location.pathname + location.search;
  const headers = { "X-Live": "1" };
  if (etag) headers["If-None-Match"] = etag;
  try {
    const answer = await fetch(url, { headers, signal: mine.signal });
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    if (mine.signal.aborted) return;
    const first = !etag;
    etag = answer.headers.get("ETag") || "";
    const known = new Set([...live.querySelectorAll("li[id]")].map((each) => each.id));
    const filling = document.activeElement.matches("input, select, textarea"); // a button must not keep an old word
    Idiomorph.morph(live, html, { morphStyle: "innerHTML", ignoreActiveValue: filling, callbacks: { beforeNodeMorphed: keepHands } });
    if (!first && known.size) for (const each of live.querySelectorAll("li[id]")) if (!known.has(each.id)) each.classList.add("new");
    settle(live);
  } catch (error) {
    if (error.name !== "AbortError") markStale(true);
  }
}

/* What a person has opened or is filling in stays as it is. */
function keepHands(old, fresh) {
  if (old.nodeType !== 1) return true;
  if (old.matches("[data-still], iframe")) return false;
  if (old.tagName === "DETAILS" && old.open) fresh.setAttribute("open", "");
  if (old.matches("form.action:has(:is(input, select, textarea):focus), form.action[data-busy]")) return false;
  if (old.matches("[data-kept]")) fresh.innerHTML = old.innerHTML, fresh.setAttribute("data-kept", "");
  return true;
}

/* The header asks the clock, which costs next to nothing; the page itself is asked only when something was
   recorded since, and now and then for what changes without a record. Returns whether to ask. */
let changes = null;
let quiet = 0;

async function refreshHeader() {
  const slot = document.getElementById("header-clock");
  const face = document.getElementById("clock-face");
  if (!slot || !face) return true;
  try {
    const answer = await fetch(slot.dataset.api);
    if (!answer.ok) return true;
    const clock = await answer.json();
    setClock(face, clock);
    markStale(false);
    const changed = clock.changes !== changes;
    changes = clock.changes;
    quiet = changed ? 0 : quiet + 1;
    return changed || quiet % SLOW === 0;
  } catch {
    markStale(true);
    return false;
  }
}

let stale = false;
function markStale(now) {
  if (now && !stale) toast(words.unreachable, true);
  stale = now;
}

async function poll() {
  if (document.visibilityState !== "visible" || document.querySelector("dialog[open]")) return;
  if (!(await refreshHeader()) || performance.now() < restUntil) return;
  const begun = performance.now();
  await refresh();
  const ended = performance.now();
  restUntil = ended + 10 * (ended - begun); // a page that is dear to make is asked for less often
}
let restUntil = 0;
setInterval(poll, POLL);
document.addEventListener("visibilitychange", poll);

/* ---- the world's clock, ticking --------------------------------------------------------------------------- */

const clocks = { at: 0, seen: 0, mode: "standing" };

function setClock(face, clock) {
  clocks.at = Date.parse(clock.now);
  clocks.seen = performance.now();
  clocks.mode = clock.mode;
  face.closest(".chip").querySelector(".dot").className = "dot " + clock.mode;
  for (const form of document.querySelectorAll("#clock-mode form"))
    form.querySelector(".button").setAttribute("aria-pressed", JSON.parse(form.dataset.body).mode === clock.mode);
  tick();
}

function tick() {
  const at = clocks.at + (clocks.mode === "running" ? performance.now() - clocks.seen : 0);
  const text = new Date(at).toISOString().slice(0, 19).replace("T", " ");
  const face = document.getElementById("clock-face");
  if (face) {
    face.querySelector(".day").textContent = text.slice(0, 11);
    face.querySelector(".hour").textContent = text.slice(11);
  }
  const big = document.getElementById("big-clock");
  if (big && big.textContent !== text) big.textContent = text;
}

function startClock() {
  const face = document.getElementById("clock-face");
  if (!face) return;
  setClock(face, { now: face.dataset.now, mode: face.dataset.mode });
  setInterval(tick, 250);
}

/* ---- actions: each is one call of the control API ---------------------------------------------------------- */

function bodyOf(form) {
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

function headersOf(form) { return form.dataset.headers && JSON.parse(form.dataset.headers); }

function addressOf(form) {
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

async function carryOut(form) {
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

function fill(text, count) { return text.replace("{count}", count.toLocaleString(document.documentElement.lang)); }

function confirmed(question) {
  return Promise.resolve(window.confirm(question));
}

/* ---- curl -------------------------------------------------------------------------------------------------- */

const quoted = (text) => "'" + String(text).replaceAll("'", `'\\''`) + "'";

/* The server's password is never shown: the line takes it from a variable. */
const PASSWORD = "Authorization: Bearer $MAIL_EMULATOR_PASSWORD";

function curlOf(method, address, data, headers = {}) {
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

function showCurl(text) {
  document.getElementById("curl-text").textContent = text;
  document.getElementById("curl").showModal();
}

/* ---- copying and toasts ------------------------------------------------------------------------------------ */

async function copy(text) {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    (document.querySelector("dialog[open]") || document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(words.copied);
}

function toast(text, bad = false) {
  const box = document.createElement("div");
  box.className = bad ? "toast bad" : "toast";
  box.textContent = text;
  if (bad) box.setAttribute("role", "alert");
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), bad ? 9000 : 3000);
}

/* ---- search as you type ------------------------------------------------------------------------------------ */

let typing = 0;
function search(form) {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  history.replaceState(null, "", form.getAttribute("action") + (fields.size ? `?${fields}` : ""));
  etag = "";
  refresh();
}

/* ---- tabs, widths, files ----------------------------------------------------------------------------------- */

function choose(tab) {
  const list = tab.closest("[role=tablist]");
  for (const each of list.querySelectorAll("[role=tab]")) {
    const on = each === tab;
    each.setAttribute("aria-selected", on);
    each.tabIndex = on ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !on;
  }
  fetchLate(document.getElementById(tab.getAttribute("aria-controls")));
}

async function fetchLate(panel) {
  const place = panel.querySelector("[data-late]");
  if (!place) return;
  const from = place.dataset.late;
  place.removeAttribute("data-late");
  const text = await (await fetch(from)).text();
  place.textContent = text.slice(0, 65536);
}

/* ---- one listener each ------------------------------------------------------------------------------------- */

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form.action")) { event.preventDefault(); carryOut(form); }
  if (form.matches("[data-live-search]")) { event.preventDefault(); search(form); }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-live-search]");
  if (form) { clearTimeout(typing); typing = setTimeout(() => search(form), 150); }
});

document.addEventListener("click", (event) => {
  const at = event.target.closest("button, [data-copy], summary");
  if (!at) return;
  if (at.dataset.copy !== undefined) copy(at.dataset.copy);
  else if (at.dataset.copyFrom) copy(document.querySelector(at.dataset.copyFrom).textContent);
  else if (at.dataset.curlGet) showCurl(curlOf("GET", at.dataset.curlGet));
  else if (at.dataset.open) document.getElementById(at.dataset.open).showModal();
  else if (at.dataset.width !== undefined) {
    at.closest(".preview").dataset.width = at.dataset.width;
    for (const each of at.parentElement.querySelectorAll("[data-width]")) each.setAttribute("aria-pressed", each === at);
  }
  else if (at.matches("[role=tab]")) choose(at);
  else if (at.matches("form.action .curl")) {
    const form = at.closest("form");
    try { showCurl(curlOf(form.dataset.method, addressOf(form), dataOf(form), headersOf(form))); } catch (error) { toast(error.message, true); }
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-live-search] select")) search(event.target.form);
});

document.querySelector(".menu")?.addEventListener("click", (event) => {
  if (event.target.closest("a")) document.querySelector(".menu-switch").open = false;
});

/* ---- keys -------------------------------------------------------------------------------------------------- */

const PLACES = { m: "/_emulator/", w: "/_emulator/webhooks", r: "/_emulator/requests", c: "/_emulator/clock" };
let going = false;

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (at.matches("[role=tab]") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const tabs = [...at.parentElement.querySelectorAll("[role=tab]")];
    const next = tabs[(tabs.indexOf(at) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    next.focus();
    choose(next);
    return;
  }
  if (at.matches("input, textarea, select")) { if (event.key === "Escape") at.blur(); return; }
  if (document.querySelector("dialog[open]")) return;
  if (going && PLACES[event.key]) { location.href = PLACES[event.key]; return; }
  going = event.key === "g";
  if (event.key === "/") { const field = document.getElementById("q"); if (field) { event.preventDefault(); field.focus(); field.select(); } }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key === "u") document.querySelector("[data-up]")?.click();
});

/* ---- start ------------------------------------------------------------------------------------------------- */

function settle(root) {
  for (const panel of root.querySelectorAll("[role=tabpanel]:not([hidden])")) fetchLate(panel);
}

startClock();
settle(document);
