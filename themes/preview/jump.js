// Turns a few letters into a page: the list of all pages, fetched when it is opened, filtered, walked with the arrows.
(function () {
  'use strict';

  var words = {
    button: 'Go to a page', title: 'Go to a page', label: 'Part of its title or of its file’s name',
    found: [' page', ' pages'], more: ', the first of them below', none: 'No page has that in its title or its file’s name.',
    draft: 'Draft', keys: ' (Ctrl+K)', failed: 'The preview does not answer.'
  };
  var MOST = 40;

  var preview = window.bedsidePreview;
  var element = preview.element;
  var sheet = null;
  var input, box, said;
  var pages = [];
  var shown = [];
  var at = 0;

  preview.startJump = function () {
    sheet = preview.sheet({ name: 'jump', title: words.title, button: words.button, fill: open });
    sheet.button.setAttribute('aria-keyshortcuts', 'Control+K Meta+K');
    sheet.button.title = words.title + words.keys;
    preview.bar.add(sheet);
    input = element('input', {
      type: 'text', id: 'bedside-preview-wanted', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
      'aria-expanded': 'true', 'aria-controls': 'bedside-preview-pages', 'aria-autocomplete': 'list'
    });
    box = element('ul', { id: 'bedside-preview-pages', role: 'listbox', 'aria-label': words.title });
    said = element('p', { role: 'status', 'class': 'bedside-preview-small' });
    sheet.body.append(element('label', { 'for': 'bedside-preview-wanted' }, words.label), input, said, box);
    input.addEventListener('input', filter);
    input.addEventListener('keydown', key);
    // A page that comes while the list is open is found, too.
    document.addEventListener('bedside:shown', function () { if (sheet.isOpen()) fetchAll(); });
    document.addEventListener('keydown', function (event) {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (sheet.isOpen()) sheet.leave();
      else sheet.turn(true);
    });
  };

  function open() {
    input.value = '';
    input.focus();
    fetchAll();
  }

  function fetchAll() {
    preview.ask('pages.json').then(function (list) {
      pages = list.map(function (page) {
        return { page: page, title: plain(page.title), words: plain(page.title + ' ' + page.path + ' ' + page.file) };
      });
      filter();
    }).catch(function () { said.textContent = words.failed; });
  }

  // Small letters without their accents: nobody should have to type them.
  function plain(text) {
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  }

  function filter() {
    var wanted = plain(input.value).split(/\s+/).filter(Boolean);
    var found = pages.filter(function (page) {
      return wanted.every(function (word) { return page.words.indexOf(word) >= 0; });
    });
    // Titles that begin so come first, then other titles, then files.
    var rank = function (page) {
      var where = wanted.length ? page.title.indexOf(wanted[0]) : 1;
      return where === 0 ? 0 : where > 0 ? 1 : 2;
    };
    found.sort(function (a, b) { return rank(a) - rank(b); });
    shown = found.slice(0, MOST);
    box.replaceChildren.apply(box, shown.map(option));
    said.textContent = found.length ? found.length + words.found[found.length > 1 ? 1 : 0] + (found.length > MOST ? words.more : '') : words.none;
    mark(0);
  }

  function option(found, index) {
    var page = found.page;
    var made = element('li', { role: 'option', id: 'bedside-preview-page-' + index, 'aria-selected': 'false' });
    made.append(element('span', { 'class': 'bedside-preview-title' }, page.title || page.path));
    if (page.draft) made.append(' ', element('span', { 'class': 'bedside-preview-badge', 'data-severity': 'warning' }, words.draft));
    made.append(' ', element('span', { 'class': 'bedside-preview-place' }, page.file || page.path));
    made.addEventListener('click', function () { go(page); });
    return made;
  }

  function mark(to) {
    if (box.children[at]) box.children[at].setAttribute('aria-selected', 'false');
    at = Math.max(0, Math.min(to, shown.length - 1));
    var option = box.children[at];
    if (!option) return input.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  function key(event) {
    if (event.key === 'ArrowDown') mark(at + 1);
    else if (event.key === 'ArrowUp') mark(at - 1);
    else if (event.key === 'Enter' && shown[at]) go(shown[at].page);
    else return;
    event.preventDefault();
  }

  function go(page) {
    sheet.turn(false);
    var isElsewhere = page.facilitator && document.documentElement.dataset.edition === 'learner';
    location.assign(preview.address(page.path, isElsewhere ? preview.base === '/' ? '/.facilitator/' : '/' : undefined));
  }
})();
