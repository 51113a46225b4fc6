// Turns the preview's tools into one bar at the foot of the window: a line, buttons, and one sheet at a time above them.
//
// The page ends above the bar, so that nothing of it is ever out of reach behind it.
(function () {
  'use strict';

  var words = {
    name: 'Preview', tools: 'Tools of the preview', fold: 'Tools', close: 'Close',
    edition: { learner: 'Learner’s edition', facilitator: 'Facilitator’s edition' }
  };

  var preview = window.bedsidePreview;
  var KEY = 'bedside-preview';
  var sheets = [];
  var bar = preview.bar = {};

  // Within the preview's own frame there are no tools: they are around it.
  preview.frame = window.parent !== window && /^bedside-preview-(\w+)$/.test(window.name) ? window.name.slice(16) : '';
  // One edition stands at the top, the other below its name.
  preview.base = (/^\/\.(?:learner|facilitator)\//.exec(location.pathname) || ['/'])[0];

  // The address of this page in its edition, such as `a/b.html`.
  preview.path = function () {
    var path = decodeURIComponent(location.pathname.slice(preview.base.length));
    return path === '' || path.endsWith('/') ? path + 'index.html' : path;
  };

  // An address of the course, which may end in an anchor, as a link within this edition.
  preview.address = function (page, base) {
    var cut = page.indexOf('#');
    var path = cut < 0 ? page : page.slice(0, cut);
    return (base || preview.base) + path.split('/').map(encodeURIComponent).join('/') + (cut < 0 ? '' : page.slice(cut));
  };

  preview.element = function (name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) made.textContent = text;
    return made;
  };
  var element = preview.element;

  // Adds a sentence of the report: what stands between `backticks` there is code here.
  preview.say = function (place, text) {
    text = text.charAt(0).toUpperCase() + text.slice(1);
    text.split('`').forEach(function (part, index) {
      place.append(index % 2 ? element('code', {}, part) : part);
    });
    return place;
  };

  // What is remembered while the tab is open; where a browser keeps nothing, until the page is turned.
  var memory = {};
  try { memory = JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch (error) { memory = {}; }
  preview.kept = function (name) { return memory[name]; };
  preview.keep = function (name, value) {
    memory[name] = value;
    try { sessionStorage.setItem(KEY, JSON.stringify(memory)); } catch (error) { return; }
  };

  // Asks the server for data; `path` goes on from `/.bedside/`.
  preview.ask = async function (path) {
    var answer = await fetch('/.bedside/' + path, { cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  preview.askAbout = function () {
    return preview.ask('about' + preview.address(preview.path()));
  };

  // Makes a button with the sheet that it opens. options: { name, button, title, fill(body): on every opening, closed() }
  preview.sheet = function (options) {
    var id = 'bedside-preview-' + options.name;
    var region = element('section', { id: id, 'class': 'bedside-preview-sheet', 'aria-label': options.title, hidden: '' });
    var head = element('div', { 'class': 'bedside-preview-head' });
    var close = element('button', { type: 'button', 'class': 'bedside-preview-button' }, words.close);
    var body = element('div', { 'class': 'bedside-preview-body' });
    var button = element('button', { type: 'button', 'class': 'bedside-preview-button', 'aria-expanded': 'false', 'aria-controls': id }, options.button);
    head.append(element('h2', { 'class': 'bedside-preview-name' }, options.title), close);
    region.append(head, body);
    var made = {
      button: button, body: body, region: region,
      isOpen: function () { return !region.hidden; },
      turn: function (on) {
        if (on === made.isOpen()) return;
        if (on) sheets.forEach(function (other) { other.turn(false); });
        region.hidden = !on;
        button.setAttribute('aria-expanded', String(on));
        if (on && options.fill) options.fill(body);
        if (!on && options.closed) options.closed();
      },
      leave: function () {
        made.turn(false);
        (button.checkVisibility() ? button : bar.fold).focus();
      }
    };
    close.addEventListener('click', made.leave);
    button.addEventListener('click', function () { made.turn(!made.isOpen()); });
    sheets.push(made);
    return made;
  };

  // Builds the bar. To be called when the page is whole.
  bar.build = function () {
    bar.root = element('aside', { id: 'bedside-preview', 'aria-label': words.name });
    bar.line = element('p', { role: 'status', 'class': 'bedside-preview-line' });
    bar.strip = element('div', { 'class': 'bedside-preview-bar' });
    bar.tools = element('div', { 'class': 'bedside-preview-tools', role: 'group', 'aria-label': words.tools });
    bar.fold = element('button', { type: 'button', 'class': 'bedside-preview-button bedside-preview-fold' }, words.fold);
    bar.strip.append(bar.line, bar.fold, bar.tools);
    bar.root.append(bar.strip);
    bar.fold.addEventListener('click', function () { fold(!bar.root.hasAttribute('data-open')); });
    bar.root.addEventListener('keydown', function (event) {
      var open = sheets.find(function (sheet) { return sheet.isOpen(); });
      if (event.key !== 'Escape' || event.defaultPrevented || !open) return;
      open.leave();
    });
    document.body.append(bar.root);
    new ResizeObserver(function () {
      document.documentElement.style.setProperty('--bedside-preview', bar.root.offsetHeight + 'px');
    }).observe(bar.root);
    if (preview.frame) bar.tools.hidden = bar.fold.hidden = true;
    bar.root.dataset.frame = preview.frame;
    var open = preview.kept('open');
    fold(open === undefined ? matchMedia('(min-width: 48rem)').matches : open, true);
  };

  // Puts sheets and their buttons into the bar; `before` the tools, or among them.
  bar.add = function (sheet, before) {
    bar.root.insertBefore(sheet.region, bar.strip);
    if (before) bar.strip.insertBefore(sheet.button, bar.fold);
    else bar.tools.append(sheet.button);
  };

  // The way to the other edition, for the pages that have one.
  bar.addEdition = function () {
    var here = document.documentElement.dataset.edition;
    if (!words.edition[here]) return;
    var other = here === 'learner' ? 'facilitator' : 'learner';
    var base = preview.base === '/' ? '/.' + other + '/' : '/';
    bar.tools.append(element('a', { href: preview.address(preview.path(), base), 'class': 'bedside-preview-button' }, words.edition[other]));
  };

  // Few words and much room, or the other way round.
  function fold(on, isFirst) {
    bar.root.toggleAttribute('data-open', on && !preview.frame);
    bar.fold.setAttribute('aria-expanded', String(on));
    if (!isFirst) preview.keep('open', on);
  }
})();
