// Keeps the place in the line fresh. Without this script the page reloads itself every 20 seconds.
"use strict";
(() => {
  const live = document.getElementById("live");
  const away = document.getElementById("no-connection");
  const EVERY = 4000;
  let shown = live.innerHTML.trim();
  let stage = live.querySelector("#standing").dataset.stage;
  const title = document.title;

  function show(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    if (fresh.innerHTML.trim() === shown) return;
    live.replaceChildren(fresh.content);
    shown = live.innerHTML.trim();
    const standing = live.querySelector("#standing");
    if (standing.dataset.stage === stage) return;
    stage = standing.dataset.stage;
    const called = stage === "called";
    document.title = called ? live.querySelector("h1").textContent.trim() : title;
    if (called && navigator.vibrate) navigator.vibrate([300, 150, 300]);
    if (!called) window.location.reload(); // other buttons belong to another stage
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(live.dataset.source, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      away.hidden = true;
    } catch {
      away.hidden = false;
    }
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
