// Turns the news that a page is no more into places to go.
(function () {
  'use strict';

  var words = {
    button: 'Where to go', title: 'Where to go from here',
    above: 'The page above', beside: 'Pages beside it', 'new': 'New, or in a new place', home: 'The home page',
    unknown: 'The course has no page at this address. As soon as it has one, it comes up here.'
  };

  var preview = window.bedsidePreview;
  var element = preview.element;
  var sheet = null;
  var was = false;

  preview.startGone = function () {
    sheet = preview.sheet({ name: 'gone', title: words.title, button: words.button });
    sheet.button.hidden = true;
    preview.bar.add(sheet, true);
  };

  // On the page that stands for a missing one, the places are the page; else a sheet below what was there before.
  preview.offer = function (state) {
    var place = document.getElementById('bedside-preview-instead');
    if (state.missing && place) return ask(place);
    sheet.button.hidden = !state.gone;
    if (!state.gone) sheet.turn(false);
    else ask(sheet.body).then(function () { if (!was) sheet.turn(true); was = true; });
    if (!state.gone) was = false;
  };

  async function ask(place) {
    var about = await preview.askAbout();
    var parts = [element('p', {}, about.reason || words.unknown)];
    ['above', 'beside', 'new'].forEach(function (why) {
      var offers = about.offers.filter(function (offer) { return offer.why === why; });
      if (offers.length) parts.push(element(place === sheet.body ? 'h3' : 'h2', {}, words[why]), list(offers));
    });
    if (!about.offers.some(function (offer) { return offer.path === 'index.html'; })) {
      var home = element('p', {});
      home.append(element('a', { href: preview.address('index.html') }, words.home));
      parts.push(home);
    }
    var inside = place.contains(document.activeElement);
    place.replaceChildren.apply(place, parts);
    if (inside) place.querySelector('a').focus();
  }

  function list(offers) {
    var made = element('ul', {});
    offers.forEach(function (offer) {
      var item = element('li', {});
      item.append(element('a', { href: preview.address(offer.path) }, offer.title));
      made.append(item);
    });
    return made;
  }
})();
