// Turns a click on the page into the file and line that it comes from, ready to be copied.
(function () {
  'use strict';

  var words = {
    button: 'Find in file', line: 'Line ', title: 'Find a paragraph in its file',
    how: 'Click a paragraph, or walk with the arrow keys. Alt and a click do the same at any time.',
    made: 'Bedside makes this from the course’s data; there is no line of it in a file.'
  };

  var preview = window.bedsidePreview;
  var element = preview.element;
  var sheet = null;
  var at = null;

  preview.startPoint = function () {
    sheet = preview.sheet({ name: 'point', title: words.title, button: words.button, fill: start, closed: stop });
    preview.bar.add(sheet);
    document.addEventListener('click', function (event) {
      if (preview.bar.root.contains(event.target) || !(sheet.isOpen() || event.altKey)) return;
      event.preventDefault();
      event.stopPropagation();
      sheet.turn(true);
      point(event.target);
    }, true);
    document.addEventListener('keydown', function (event) {
      if (!sheet.isOpen() || event.target.matches('input, textarea, select')) return;
      if (event.key === 'Escape') return sheet.leave();
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      walk(event.key === 'ArrowDown' ? 1 : -1);
    });
  };

  function start(body) {
    document.documentElement.classList.add('bedside-preview-points');
    body.replaceChildren(element('p', {}, words.how));
  }

  function stop() {
    document.documentElement.classList.remove('bedside-preview-points');
    mark(null);
  }

  function mark(element) {
    if (at) at.classList.remove('bedside-preview-shown');
    if (at && !at.getAttribute('class')) at.removeAttribute('class');
    at = element;
    if (at) at.classList.add('bedside-preview-shown');
  }

  function walk(step) {
    var all = preview.marked().filter(function (element) { return element.checkVisibility(); });
    var next = all[at ? all.indexOf(at) + step : 0];
    if (!next) return;
    next.scrollIntoView({ block: 'nearest' });
    point(next);
  }

  async function point(target) {
    var marked = preview.markedAround(target);
    var isHead = !marked && target.closest('main h1, main header');
    mark(marked || (isHead ? target.closest('h1, header') : null));
    var page = await preview.askAbout().then(function (about) { return about.page; }).catch(function () { return null; });
    var place = marked ? preview.placeOf(marked) : isHead && page ? { line: page.titleLine || 1, file: '' } : null;
    if (!page || !place) return sheet.body.replaceChildren(element('p', {}, words.how), element('p', { role: 'status' }, words.made));
    var folder = page.file.slice(0, page.file.length - page.source.length);
    var text = (place.file ? folder + place.file : page.file) + ':' + place.line;
    var copy = preview.toCopy(text);
    var said = (at.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 60);
    sheet.body.replaceChildren(element('p', { role: 'status' }, words.line + place.line + (said ? ': ' + said + '…' : '')), copy);
    copy.copy();
  }
})();
