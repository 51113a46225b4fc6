// Turns the comments that name lines of the sources into knowledge about the elements behind them.
//
// They leave the page before anything else looks at it, so that a paragraph which only moved down is the same paragraph.
(function () {
  'use strict';

  var preview = window.bedsidePreview;
  var MARK = /^line (\d+)(?: (\S+))?$/;
  // Element → { line, file: that of a snippet, or '' for the page's own }.
  var known = new WeakMap();

  // Takes the comments out of a page, live or parsed, and remembers what they say.
  preview.strip = function (root) {
    var walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    var marks = [];
    while (walker.nextNode()) if (MARK.test(walker.currentNode.data)) marks.push(walker.currentNode);
    marks.forEach(function (comment) {
      var found = MARK.exec(comment.data);
      var element = comment.nextElementSibling;
      if (element) known.set(element, { line: Number(found[1]), file: decodeURIComponent(found[2] || '') });
      var next = comment.nextSibling;
      var before = comment.previousSibling;
      comment.remove();
      // The text around it is one text again, as it is on a page that never had the comment.
      if (before && next && before.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE) {
        before.data += next.data;
        next.remove();
      }
    });
  };

  // Hands on what is known of an element of the new page to the one on screen that became it.
  preview.carry = function (from, to) {
    var place = known.get(from);
    if (place) known.set(to, place);
    else known.delete(to);
  };

  preview.placeOf = function (element) {
    return known.get(element);
  };

  // The marked element that something stands in; none in what no author wrote.
  preview.markedAround = function (element) {
    while (element && !known.has(element)) element = element.parentElement;
    return element;
  };

  // Everything that is marked, in the order of the page.
  preview.marked = function () {
    return Array.from(document.querySelectorAll('main *')).filter(function (element) { return known.has(element); });
  };

  // The innermost element that a line of a file lies in; the main heading for what stands before all.
  preview.elementAt = function (file, line) {
    var best = null;
    var most = 0;
    preview.marked().forEach(function (element) {
      var place = known.get(element);
      if (place.file !== file || place.line > line || place.line < most) return;
      best = element;
      most = place.line;
    });
    return best || (file ? null : document.querySelector('main h1'));
  };

  // The element on this page that a problem of the report is about, if there is one. A snippet stands on many pages.
  preview.elementOf = function (problem) {
    if (/^snippets\//.test(problem.file)) return preview.elementAt(problem.file, problem.line);
    return problem.page === preview.path() ? preview.elementAt('', problem.line) : null;
  };

  // Brings an element into sight, opened if it is folded away, and leads the keyboard there.
  preview.reveal = function (element) {
    for (var around = element; around; around = around.parentElement) {
      if (around.nodeName === 'DETAILS' && around !== element) around.open = true;
    }
    element.scrollIntoView({ block: 'center' });
    if (!element.matches('a[href], button, input, textarea, select, [tabindex]')) {
      element.tabIndex = -1;
      element.addEventListener('blur', function () { element.removeAttribute('tabindex'); }, { once: true });
    }
    element.focus({ preventScroll: true });
    element.classList.add('bedside-preview-shown');
    setTimeout(function () {
      element.classList.remove('bedside-preview-shown');
      if (!element.getAttribute('class')) element.removeAttribute('class');
    }, 4000);
  };
})();
