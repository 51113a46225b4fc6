// Turns the report of a build into the bar's line, and the list behind its button.
(function () {
  'use strict';

  var words = {
    error: 'Error', warning: 'Warning', notice: 'Notice',
    errors: ['1 error', ' errors'], warnings: ['1 warning', ' warnings'], notices: ['1 notice', ' notices'],
    version: 'Showing the version of ', colon: ': ', comma: ', ',
    show: 'Show', as_well: ', with ', hide: 'Hide',
    list: 'What to mend',
    more: ' more; `bedside check` tells them all.',
    go: 'Go there',
    line: ', line ',
    marked: ' (this line)',
    see: 'See also: ',
    gone: 'This page is no longer part of the course. You see how it was.',
    lost: 'The preview is not running. This page shows the last version.'
  };

  var preview = window.bedsidePreview;
  var element = preview.element;
  var bar = preview.bar;
  var sheet = null;
  var shownList = '';
  var counts = '';
  var had = 0;

  preview.startPanel = function () {
    sheet = preview.sheet({ name: 'list', title: words.list, button: words.show, fill: label, closed: label });
    sheet.body.setAttribute('tabindex', '0');
    sheet.body.setAttribute('role', 'group');
    sheet.body.setAttribute('aria-label', words.list);
    bar.add(sheet, true);
    arrive();
  };

  // Shows what there is to say.
  // state: { report: the report or null, gone: the page is no more, lost: the server is no more }
  preview.show = function (state) {
    var report = state.report || { list: [], errors: 0, warnings: 0, notices: 0 };
    var counted = ['errors', 'warnings', 'notices'].map(function (kind) { return count(kind, report[kind]); });
    var line = '';
    if (state.lost) line = words.lost;
    else if (state.gone) line = words.gone;
    else if (report.errors && report.stale && report.builtAt) line = words.version + time(report.builtAt) + words.colon + counted[0];
    else line = counted[0];
    // Said only when it changes, so that it is read out only then.
    if (bar.line.textContent !== line) bar.line.textContent = line;
    counts = counted.slice(report.errors ? 1 : 0).filter(Boolean).join(words.comma);
    sheet.button.hidden = !report.list.length;
    bar.root.dataset.state = state.lost || state.gone || report.errors ? 'loud' : 'quiet';
    bar.root.toggleAttribute('data-says', Boolean(line || report.list.length));
    fill(report.list, report.errors + report.warnings + report.notices - report.list.length);
    // It was opened for the errors, and goes with them.
    if (!report.list.length || had && !report.errors) sheet.turn(false);
    had = report.errors;
    label();
    preview.note(report.list);
  };

  function label() {
    var more = bar.line.textContent ? words.show + (counts && words.as_well + counts) : counts;
    sheet.button.textContent = sheet.isOpen() ? words.hide : more;
  }

  // What stops the course comes first, and of that what is on this page.
  function weight(problem) {
    return ['error', 'warning', 'notice'].indexOf(problem.severity) * 2 + (problem.page === preview.path() ? 0 : 1);
  }

  function fill(list, more) {
    list = list.slice().sort(function (a, b) { return weight(a) - weight(b); });
    var now = JSON.stringify([list, more]);
    if (now === shownList) return;
    shownList = now;
    var inside = sheet.body.contains(document.activeElement);
    var items = element('ol', {});
    list.forEach(function (problem) { items.append(item(problem)); });
    sheet.body.replaceChildren(items);
    if (more > 0) sheet.body.append(preview.say(element('p', {}), more + words.more));
    if (inside) sheet.body.focus();
  }

  function item(problem) {
    var made = element('li', { 'data-severity': problem.severity });
    made.append(title(problem), preview.say(element('p', {}), problem.message));
    if (problem.help) made.append(preview.say(element('p', { 'class': 'bedside-preview-help' }), problem.help));
    if (problem.file) made.append(place(problem, ''));
    if (problem.excerpt && problem.excerpt.length) made.append(excerpt(problem.excerpt));
    (problem.related || []).forEach(function (other) { made.append(place(other, words.see + other.message + words.colon)); });
    return made;
  }

  function title(problem) {
    var made = element('p', { 'class': 'bedside-preview-title' });
    made.append(preview.badge(problem.severity), ' ');
    return preview.say(made, problem.title);
  }

  preview.badge = function (severity) {
    return element('span', { 'class': 'bedside-preview-badge', 'data-severity': severity }, words[severity] || severity);
  };

  // The file and the line; where that makes a page, as the way there.
  function place(at, before) {
    var made = element('p', { 'class': 'bedside-preview-place' });
    var name = at.file + (at.line ? words.line + at.line : '');
    preview.say(made, before);
    if (!at.page) return made.append(element('span', {}, name)), made;
    var link = element('a', { href: preview.address(at.page) }, name);
    link.addEventListener('click', function (event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      preview.keep('reveal', { page: at.page, file: at.file, line: at.line });
      if (at.page !== preview.path()) return;
      event.preventDefault();
      arrive();
    });
    made.append(link);
    return made;
  }

  // Shows the line that a link of the list led to.
  function arrive() {
    var wanted = preview.kept('reveal');
    if (!wanted || wanted.page !== preview.path()) return;
    preview.keep('reveal', null);
    var found = preview.elementOf(wanted);
    if (found) preview.reveal(found);
  }

  function excerpt(lines) {
    var made = element('pre', { tabindex: '0' });
    lines.forEach(function (line) {
      var letters = Array.from(line.text);
      var row = element('span', { 'class': 'bedside-preview-row' });
      row.append(element('span', { 'class': 'bedside-preview-number' }, String(line.number)));
      if (line.marked && line.to > line.from) {
        row.append(
          letters.slice(0, line.from).join(''),
          element('mark', {}, letters.slice(line.from, line.to).join('')),
          letters.slice(line.to).join('')
        );
      } else row.append(line.text);
      if (line.marked) row.append(element('span', { 'class': 'bedside-preview-unseen' }, words.marked));
      row.append('\n');
      made.append(row);
    });
    return made;
  }

  function count(kind, number) {
    return number === 1 ? words[kind][0] : number ? number + words[kind][1] : '';
  }

  function time(milliseconds) {
    return new Date(milliseconds).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  }
})();
