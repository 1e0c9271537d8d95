// Only what HTML cannot do: pages that keep themselves fresh, and charts. Everything works without it. Written for Chrome 80.
(function () {
  'use strict';

  // Elements with data-live="SECONDS" and an id are fetched anew with their page and replaced, unless somebody is busy in them.
  function refresh() {
    var parts = document.querySelectorAll('[data-live][id]');
    if (!parts.length || document.hidden) return;
    fetch(location.href, { headers: { 'X-Live': '1' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : null; })
      .then(function (html) {
        if (!html) return;
        var fresh = new DOMParser().parseFromString(html, 'text/html');
        parts.forEach(function (part) {
          var next = fresh.getElementById(part.id);
          if (!next || part.contains(document.activeElement) && document.activeElement !== document.body) return;
          if (part.innerHTML !== next.innerHTML) part.innerHTML = next.innerHTML;
        });
      })
      .catch(function () { /* The next time, then. */ });
  }

  var live = document.querySelector('[data-live]');
  if (live) setInterval(refresh, 1000 * (parseInt(live.getAttribute('data-live'), 10) || 20));

  // One press is enough: a second one of the same button goes nowhere.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  // A select marked so sends its form when something is chosen; its button is there for everybody else.
  document.addEventListener('change', function (event) {
    if (event.target.matches('select[data-go]')) event.target.form.submit();
  });

  // Open menus close when one looks elsewhere.
  document.addEventListener('click', function (event) {
    document.querySelectorAll('details[data-menu][open]').forEach(function (menu) {
      if (!menu.contains(event.target)) menu.removeAttribute('open');
    });
  });

  // Charts: the library is loaded when the first of them comes near.
  var library;
  function load() {
    if (!library) {
      library = new Promise(function (done, failed) {
        var script = document.createElement('script');
        script.src = document.documentElement.getAttribute('data-charts');
        script.onload = done;
        script.onerror = failed;
        document.head.appendChild(script);
      });
    }
    return library;
  }

  var still = matchMedia('(prefers-reduced-motion: reduce), (max-width: 820px)').matches;
  customElements.define('cx-chart', class extends HTMLElement {
    connectedCallback() {
      var me = this;
      if (!('IntersectionObserver' in window)) { me.draw(); return; }
      me.near = new IntersectionObserver(function (seen) {
        if (seen.some(function (s) { return s.isIntersecting; })) { me.near.disconnect(); me.draw(); }
      }, { rootMargin: '300px' });
      me.near.observe(me);
    }

    disconnectedCallback() {
      if (this.near) this.near.disconnect();
      if (this.chart) this.chart.dispose();
    }

    draw() {
      var me = this;
      load().then(function () {
        var option = JSON.parse(me.getAttribute('option'));
        option.animation = !still;
        // Named, not inherited: words are measured before they are placed.
        option.textStyle = Object.assign({ fontFamily: getComputedStyle(me).fontFamily }, option.textStyle);
        if (!option.color) option.color = ['#b4232a', '#2a56a5', '#0b7a4b', '#a86400', '#6a3fa0', '#0a7683'];
        if (!option.aria) option.aria = { enabled: false };
        me.textContent = '';
        me.chart = window.echarts.init(me, null, { renderer: 'svg' });
        me.chart.setOption(option);
        if ('ResizeObserver' in window) new ResizeObserver(function () { me.chart.resize(); }).observe(me);
        me.setAttribute('drawn', '');
      }).catch(function () { me.setAttribute('failed', ''); });
    }
  });
})();
