/* Makes the filters say what they leave, and adds one by words. The page reads in full without it. Written without the
   signs that XML would take for its own. */
(function () {
  "use strict";
  var each = function (list, act) { Array.prototype.forEach.call(list, act); };
  var all = function (selector) { return document.querySelectorAll(selector); };
  window.addEventListener("beforeprint", function () {
    each(all("details:not([open])"), function (details) {
      details.open = true;
      details.setAttribute("data-closed", "");
    });
  });
  window.addEventListener("afterprint", function () {
    each(all("details[data-closed]"), function (details) {
      details.open = false;
      details.removeAttribute("data-closed");
    });
  });
  var filter = document.getElementById("filter");
  if (filter === null) { return; }
  var words = document.getElementById("filter-words");
  var state = document.getElementById("filter-state");
  var items = all(".item");
  var texts = [];
  var weight = function (item) { return Number(item.getAttribute("data-count") || 1); };
  var total = Array.prototype.reduce.call(items, function (sum, item) { return sum + weight(item); }, 0);
  var shown = function (part) {
    return Array.prototype.some.call(part.querySelectorAll(".item"), function (item) { return !item.hidden; });
  };
  var apply = function () {
    var chosen = filter.querySelector("input:checked");
    var kind = chosen === null ? "all" : chosen.value;
    var wanted = words.value.trim().toLowerCase();
    var count = 0;
    each(items, function (item, at) {
      var group = item.closest("[data-kind]");
      if (texts[at] === undefined) {
        texts[at] = (item.getAttribute("data-words") ||
          (group.querySelector("h4") || group).textContent + " " + item.textContent).toLowerCase();
      }
      var fits = kind === "all" || (" " + group.getAttribute("data-kind") + " ").indexOf(" " + kind + " ") !== -1;
      item.hidden = !(fits ? texts[at].indexOf(wanted) !== -1 : false);
      count += item.hidden ? 0 : weight(item);
    });
    each(all("[data-kind]:not(.item), .filtered"), function (part) { part.hidden = !shown(part); });
    state.textContent = "Shown: " + count + " of " + total + " " + state.getAttribute("data-of") +
      (count === total ? "." : "; the filter hides " + (total - count) + ".");
  };
  document.getElementById("filter-by-words").hidden = false;
  filter.addEventListener("change", apply);
  words.addEventListener("input", apply);
}());
