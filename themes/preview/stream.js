// Turns the server's stream of builds into calls, with one connection for all tabs of a browser.
//
// A browser opens six connections to a server and no more: six tabs with a stream each, and the seventh
// hangs. So one tab holds a lock, listens, and passes on what it hears; when it goes, the lock goes to another.
// Where there are no locks (a plain address that is not this machine's), only visible tabs listen.
(function () {
  'use strict';

  var preview = window.bedsidePreview;
  var NAME = 'bedside-preview';

  // Calls heard(id) for each build, and heard(null) when the server does not answer.
  preview.listen = function (heard) {
    if (navigator.locks && window.BroadcastChannel) share(heard);
    else alone(heard);
  };

  function share(heard) {
    var channel = new BroadcastChannel(NAME);
    channel.onmessage = function (message) { heard(message.data); };
    navigator.locks.request(NAME, function () {
      open(function (id) {
        channel.postMessage(id);
        heard(id);
      });
      // Held until this page goes.
      return new Promise(function () {});
    });
  }

  function alone(heard) {
    var close = null;
    function look() {
      if (document.visibilityState === 'visible') close = close || open(heard);
      else if (close) close = close();
    }
    document.addEventListener('visibilitychange', look);
    look();
  }

  // Gives the function that closes it again.
  function open(tell) {
    var source = null;
    var timer = 0;
    function connect() {
      source = new EventSource('/.bedside/events');
      source.onmessage = function (event) { tell(event.data); };
      source.onerror = function () {
        tell(null);
        // The browser tries again by itself, but not after a refusal.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, 2000);
      };
    }
    connect();
    return function () {
      clearTimeout(timer);
      source.close();
      return null;
    };
  }
})();
