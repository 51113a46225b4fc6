// Turns the page into how others meet it: on a phone, on paper, in large letters.
(function () {
  'use strict';

  var words = {
    button: 'View', title: 'How others see this page',
    phone: 'On a phone', phone_about: 'the page in a frame of 375 pixels, or of other widths',
    paper: 'On paper', paper_about: 'as it is printed; where a sheet ends is not shown',
    large: 'Large text: letters twice as large',
    notes: 'Show problems beside the paragraphs that cause them'
  };

  var preview = window.bedsidePreview;
  var element = preview.element;

  preview.startLooks = function () {
    if (preview.frame === 'paper') return paper();
    enlarge(preview.kept('large'));
    if (preview.frame) return;
    var sheet = preview.sheet({ name: 'view', title: words.title, button: words.button, fill: fill });
    preview.bar.add(sheet);
  };

  function fill(body) {
    var list = element('ul', {});
    ['phone', 'paper'].forEach(function (kind) {
      var item = element('li', {});
      item.append(element('a', { href: '/.bedside/frame.html#' + kind + location.pathname }, words[kind]), ' – ' + words[kind + '_about']);
      list.append(item);
    });
    body.replaceChildren(list,
      box(words.large, preview.kept('large'), function (on) { preview.keep('large', on); enlarge(on); }),
      box(words.notes, !preview.kept('quiet'), function (on) { preview.keep('quiet', !on); preview.note(); }));
  }

  function box(label, isOn, turn) {
    var made = element('label', { 'class': 'bedside-preview-box' });
    var input = element('input', { type: 'checkbox' });
    input.checked = Boolean(isOn);
    input.addEventListener('change', function () { turn(input.checked); });
    made.append(input, ' ', label);
    return made;
  }

  function enlarge(on) {
    document.documentElement.style.fontSize = on ? '200%' : '';
  }

  // Rules for paper apply, those for screens and for the dark do not. A sheet that comes with a save is turned, too.
  function paper() {
    document.addEventListener('load', turn, true);
    window.addEventListener('load', turn);
    turn();
  }

  function turn() {
    document.querySelectorAll('link[rel="stylesheet"][media]').forEach(function (link) {
      var media = turned(link.media);
      if (media !== link.media) link.media = media;
    });
    Array.from(document.styleSheets).forEach(function (sheet) {
      if (!sheet.href || sheet.href.indexOf('/.bedside/') < 0) turnRules(sheet);
    });
  }

  function turnRules(group) {
    Array.from(group.cssRules || []).forEach(function (rule) {
      if (rule.media) rule.media.mediaText = turned(rule.media.mediaText);
      if (rule.cssRules) turnRules(rule);
    });
  }

  function turned(media) {
    if (/\bprefers-color-scheme:\s*dark\b|\bscreen\b/.test(media)) return 'not all';
    return media.replace(/\bprint\b/g, 'all');
  }
})();
