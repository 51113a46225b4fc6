// Turns the report of a build into the preview's panel: a line at the bottom, and the list behind its button.
(function () {
  'use strict';

  var words = {
    name: 'Preview',
    error: 'Error', warning: 'Warning', notice: 'Notice',
    errors: ['1 error', ' errors'], warnings: ['1 warning', ' warnings'], notices: ['1 notice', ' notices'],
    version: 'Showing the version of ', colon: ': ', comma: ', ',
    show: 'Show', as_well: ', with ', hide: 'Hide',
    list: 'What to mend',
    page: 'Go to this page',
    line: ', line ',
    marked: ' (this line)',
    gone: 'This page is no longer part of the course.',
    home: 'Go to the home page',
    lost: 'The preview is not running. This page shows the last version.'
  };

  var preview = window.bedsidePreview;
  var parts = null;
  var shownList = '';
  var open = false;

  // Shows what there is to say; the panel goes when there is nothing.
  // state: { report: problems.json or null, gone: the page is no more, lost: the server is no more }
  preview.show = function (state) {
    var report = state.report || { list: [], errors: 0, warnings: 0, notices: 0 };
    if (!parts) {
      if (!state.gone && !state.lost && !report.list.length) return;
      parts = build();
    }
    var counted = ['errors', 'warnings', 'notices'].map(function (kind) { return count(kind, report[kind]); });
    var line = '';
    if (state.lost) line = words.lost;
    else if (state.gone) line = words.gone;
    else if (report.errors && report.stale && report.builtAt) line = words.version + time(report.builtAt) + words.colon + counted[0];
    else line = counted[0];
    // Said only when it changes, so that it is read out only then.
    if (parts.line.textContent !== line) parts.line.textContent = line;
    parts.home.hidden = !state.gone || state.lost;
    parts.toggle.hidden = !report.list.length;
    parts.counts = counted.slice(report.errors ? 1 : 0).filter(Boolean).join(words.comma);
    parts.panel.hidden = !line && !report.list.length;
    parts.panel.dataset.state = state.lost || state.gone || report.errors ? 'loud' : 'quiet';
    fill(report.list);
    turn(open && report.list.length > 0);
  };

  function build() {
    var panel = element('aside', { id: 'bedside-preview', 'aria-label': words.name });
    var made = {
      panel: panel,
      line: element('p', { role: 'status', 'class': 'bedside-preview-line' }),
      home: element('a', { href: '/', 'class': 'bedside-preview-button' }, words.home),
      toggle: element('button', { type: 'button', 'class': 'bedside-preview-button', 'aria-controls': 'bedside-preview-list' }),
      list: element('div', { id: 'bedside-preview-list', role: 'region', 'aria-label': words.list, tabindex: '0' })
    };
    var bar = element('div', { 'class': 'bedside-preview-bar' });
    bar.append(made.line, made.home, made.toggle);
    panel.append(made.list, bar);
    document.body.append(panel);
    made.toggle.addEventListener('click', function () { turn(!open); });
    panel.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' || !open) return;
      turn(false);
      made.toggle.focus();
    });
    return made;
  }

  function turn(on) {
    open = on;
    parts.list.hidden = !on;
    parts.toggle.setAttribute('aria-expanded', String(on));
    var label = parts.line.textContent ? words.show + (parts.counts && words.as_well + parts.counts) : parts.counts;
    parts.toggle.textContent = on ? words.hide : label;
  }

  function fill(list) {
    var now = JSON.stringify(list);
    if (now === shownList) return;
    shownList = now;
    var inside = parts.list.contains(document.activeElement);
    var items = element('ol', {});
    list.forEach(function (problem) { items.append(item(problem)); });
    parts.list.replaceChildren(items);
    if (inside) parts.list.focus();
  }

  function item(problem) {
    var made = element('li', { 'data-severity': problem.severity });
    var title = element('p', { 'class': 'bedside-preview-title' });
    title.append(element('span', { 'class': 'bedside-preview-badge' }, words[problem.severity] || problem.severity), ' ', problem.title);
    made.append(title, element('p', {}, problem.message));
    if (problem.help) made.append(element('p', { 'class': 'bedside-preview-help' }, problem.help));
    if (problem.file) {
      var place = element('p', { 'class': 'bedside-preview-place' });
      place.append(element('span', {}, problem.file + (problem.line ? words.line + problem.line : '')));
      if (problem.page) place.append(' ', element('a', { href: address(problem.page) }, words.page));
      made.append(place);
    }
    if (problem.excerpt && problem.excerpt.length) made.append(excerpt(problem.excerpt));
    return made;
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

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) made.textContent = text;
    return made;
  }

  function count(kind, number) {
    return number === 1 ? words[kind][0] : number ? number + words[kind][1] : '';
  }

  function time(milliseconds) {
    return new Date(milliseconds).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  }

  // An address of the course, which may end in an anchor, as a link from the root.
  function address(page) {
    var cut = page.indexOf('#');
    var path = cut < 0 ? page : page.slice(0, cut);
    return '/' + path.split('/').map(encodeURIComponent).join('/') + (cut < 0 ? '' : page.slice(cut));
  }
  preview.address = address;
})();
