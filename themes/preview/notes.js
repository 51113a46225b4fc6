// Turns problems that stand on this page into notes below the paragraphs that cause them.
(function () {
  'use strict';

  var words = { line: 'Line ', quote: [': “', '”'] };

  var preview = window.bedsidePreview;
  var element = preview.element;
  var list = [];

  // Puts the notes where they belong; without a list, those of the last report once more.
  preview.note = function (problems) {
    list = problems || list;
    document.querySelectorAll('.bedside-preview-note').forEach(function (note) { note.remove(); });
    if (preview.frame || preview.kept('quiet')) return;
    var last = new Map();
    list.forEach(function (problem) {
      var target = placeOf(problem);
      if (!target) return;
      var note = make(problem);
      // Notes on one paragraph stand in their order.
      put(note, last.get(target) || target);
      last.set(target, note);
    });
  };

  function placeOf(problem) {
    var found = preview.elementOf(problem);
    if (!found) return null;
    // What is folded away, or shown to nobody yet, has its note where it can be seen.
    while (!found.checkVisibility() && found.parentElement.nodeName !== 'MAIN') found = found.parentElement;
    if (found.nodeName === 'H1' && found.closest('header')) found = found.closest('header');
    return found.closest('table, summary, label, button, legend, dl, figure, pre') || found;
  }

  function put(note, target) {
    if (target.nodeName === 'LI' || target.nodeName === 'DD') return target.append(note);
    if (target.nodeName === 'TABLE' && target.parentElement.matches('.table')) target = target.parentElement;
    if (target.nodeName === 'SUMMARY') target = target.parentElement;
    target.after(note);
  }

  function make(problem) {
    var note = element('div', { 'class': 'bedside-preview-note', role: 'note', 'data-severity': problem.severity });
    var first = element('p', {});
    first.append(preview.badge(problem.severity), ' ');
    preview.say(first, problem.message);
    note.append(first);
    if (problem.help) note.append(preview.say(element('p', {}), problem.help));
    note.append(element('p', { 'class': 'bedside-preview-place' }, words.line + problem.line + quote(problem)));
    return note;
  }

  // The words that the problem is about, where they are few.
  function quote(problem) {
    var row = problem.excerpt.find(function (line) { return line.marked && line.to > line.from; });
    var text = row ? Array.from(row.text).slice(row.from, row.to).join('').trim() : '';
    return text.length > 1 ? words.quote[0] + text + words.quote[1] : '';
  }
})();
