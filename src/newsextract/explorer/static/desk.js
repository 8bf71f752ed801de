// Draws the charts, lets a reader brush and click them, copies citations. Every page works without it.
"use strict";

for (const one of document.querySelectorAll(".needs-script")) one.hidden = false;

if (matchMedia("(max-width: 60em)").matches) {
  for (const facet of document.querySelectorAll("details.facet:not(.keep)")) facet.open = false;
}

document.querySelector("#sort")?.addEventListener("change", (event) => event.target.form.requestSubmit());

for (const button of document.querySelectorAll("button.copy")) {
  button.addEventListener("click", async () => {
    const cited = button.closest("details").querySelector("pre");
    try {
      await navigator.clipboard.writeText(cited.textContent);
    } catch {
      getSelection().selectAllChildren(cited);
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
  });
}

const go = (template, values) => {
  let address = template;
  for (const [name, value] of Object.entries(values)) address = address.replace(encodeURIComponent(`{${name}}`), encodeURIComponent(value));
  location.assign(address);
};
const month = (time) => new Date(time).toISOString().slice(0, 7);

const draw = async (figure) => {
  const spec = JSON.parse(figure.querySelector("script").textContent);
  const runtime = vega.parse(vegaLite.compile(spec).spec, null, { ast: true });
  const view = new vega.View(runtime, { renderer: "svg", expr: globalThis.vegaInterpreter, container: figure.querySelector(".drawn") });
  await view.runAsync();
  // the picture has its name and its table beside it: its parts are no stops, not when it is drawn again either
  const quiet = () => {
    for (const part of figure.querySelectorAll("svg, svg *")) for (const name of ["role", "aria-label", "aria-roledescription", "aria-hidden", "tabindex"]) part.removeAttribute(name);
  };
  quiet();
  new MutationObserver(quiet).observe(figure.querySelector(".drawn"), { subtree: true, childList: true, attributeFilter: ["role"] });
  figure.classList.add("drawn-yet");
  const url = figure.dataset.url;
  if (!url) return;
  figure.classList.add("live");
  let range = null;
  if (figure.dataset.chart === "timeline") {
    view.addSignalListener("brush", (_, brush) => { range = Object.values(brush)[0] ?? null; });
    figure.addEventListener("pointerup", () => setTimeout(() => {
      if (range && range[1] - range[0] > 864e6) go(url, { from: month(+range[0]), to: month(range[1] - 1) });
    }, 0));
  }
  view.addEventListener("click", (_, item) => {
    const datum = item?.datum ?? {};
    if (datum.iso && datum.count) go(url, { iso: datum.iso });
    if (datum.month && datum.count) go(url, { from: datum.month, to: datum.month });
  });
};
if (globalThis.vega) for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
