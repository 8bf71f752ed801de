// Names the fields of Datasette's pages that have none, for screen readers.
"use strict";
const names = { "textarea": "SQL", "input.filter-value": "value of the filter", "select[name=_filter_column]": "column to filter", "select[name=_filter_op]": "comparison", "select[name=_sort],select[name=_sort_desc]": "sort by", "input[name=_search]": "search" };
const name = () => {
  for (const [what, label] of Object.entries(names)) for (const field of document.querySelectorAll(what)) if (!field.labels?.length) field.setAttribute("aria-label", label);
  for (const scroll of document.querySelectorAll(".table-wrapper,.CodeMirror-scroll,pre")) if (scroll.scrollWidth > scroll.clientWidth) scroll.tabIndex = 0;
  for (const heading of document.querySelectorAll("main h3")) { heading.setAttribute("role", "heading"); heading.setAttribute("aria-level", "2"); }
};
name();
addEventListener("load", name);
