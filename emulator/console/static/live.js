/* The live parts: asked for again by short polling and swapped where they changed; and the world's clock, ticking. */

import { toast, words } from "./said.js";

const live = document.getElementById("live");
const POLL = 2000;
const SLOW = 3;

let etag = "";
let asking = null;

export async function refresh() {
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
    const filling = document.activeElement?.matches("input, select, textarea") ?? false; // a button must not keep an old word
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

export async function refreshHeader() {
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

/* The page is another one now: what was seen of it counts no more. */
export function forget() { etag = ""; }

/* ---- what is fetched when it is first looked at ------------------------------------------------------------- */

export async function fetchLate(panel) {
  const place = panel.querySelector("[data-late]");
  if (!place) return;
  const from = place.dataset.late;
  place.removeAttribute("data-late");
  const text = await (await fetch(from)).text();
  place.textContent = text.slice(0, 65536);
}

export function settle(root) {
  for (const panel of root.querySelectorAll("[role=tabpanel]:not([hidden])")) fetchLate(panel);
}

/* ---- the clock ----------------------------------------------------------------------------------------------- */

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

export function startClock() {
  const face = document.getElementById("clock-face");
  if (!face) return;
  setClock(face, { now: face.dataset.now, mode: face.dataset.mode });
  setInterval(tick, 250);
}
