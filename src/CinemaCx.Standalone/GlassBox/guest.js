'use strict';
/* The guest's phone: who she is, what plays, seats, paying. Tickets and what comes after are in ticket.js. */
box.guest = (() => {
  const { at, node, button, ask, sim, yuan, fill, on } = box;
  const names = ['林小满', '周子昂', '陈一诺', '许知远', '沈南乔', '陆星河', '江晚晴', '唐果'];
  const posters = [358, 212, 28, 268, 178, 332, 44, 232, 150, 12, 196, 300];
  const screens = {};
  let guests = [], me = null, cinemas = null, app = '', where = { name: 'films' }, turn = 0, fresh = 0;

  /* As the mini-program would call: with her session, and once more with a new one when it has ended. */
  async function api(method, path, body, headers) {
    const who = me;
    if (!who.token) await signIn(who);
    const call = () => ask(method, '/guest/' + path, body, { Authorization: 'Bearer ' + who.token, ...headers });
    let told = await call();
    if (told.status === 401 && await signIn(who)) told = await call();
    return told;
  }
  const once = () => ({ 'Idempotency-Key': box.random() });

  /* However many calls want it at once, she signs in once. */
  const signing = new Map();
  function signIn(guest) {
    if (!signing.has(guest)) signing.set(guest, beginSession(guest).finally(() => signing.delete(guest)));
    return signing.get(guest);
  }
  async function beginSession(guest) {
    const code = await sim('POST', 'wechat', 'login-codes', guest.openid ? { openid: guest.openid } : {});
    if (!code.ok) return false;
    guest.openid = code.body.openid;
    const session = await ask('POST', '/guest/sessions', { code: code.body.code });
    if (!session.ok) { say(session.problem); return false; }
    guest.token = session.body.token;
    save();
    return true;
  }

  const save = () => box.keep('guests', { guests, at: guests.indexOf(me) });
  const say = text => box.toast('guest-toast', text);

  async function newGuest() {
    const free = names.filter(n => !guests.some(g => g.name === n));
    const guest = { name: free[0] || '观众' + (guests.length + 1), openid: '', token: '' };
    guests.push(guest);
    if (guests.length > 6) guests.shift();
    me = guest;
    drawGuests();
    box.again();
    await Promise.all([signIn(guest), go('films')]);
  }
  async function be(guest) {
    me = guest;
    save();
    drawGuests();
    await go('films');
  }

  function drawGuests() {
    fill(at('guests'),
      guests.map(g => node('button', { type: 'button', class: 'chip', 'aria-pressed': g === me, 'data-key': 'guest-' + g.name, onclick: () => g !== me && be(g) },
        node('i', { class: 'face', 'aria-hidden': 'true', style: { '--h': box.hue(g.name) }, text: g.name.slice(-2, -1) || g.name[0] }), node('span', { text: g.name }))),
      node('button', { type: 'button', class: 'chip add', id: 'new-guest', 'data-key': 'new-guest', onclick: newGuest }, node('i', { 'aria-hidden': 'true', text: '+' }), node('span', { text: '新观众' })));
  }

  /* A screen gives {title, back?, body, dock?}; what a newer wish has overtaken is thrown away. */
  async function go(name, about) {
    where = { name, about };
    closeSheet();
    await show(true);
  }
  async function show(isNew) {
    const mine = ++turn;
    if (isNew) at('screen').setAttribute('aria-busy', 'true');
    const drawn = await screens[where.name](where.about);
    if (mine !== turn || !drawn) return;
    at('title').textContent = drawn.title;
    document.title = drawn.title + ' · CinemaCx 玻璃盒';
    at('back').hidden = !drawn.back;
    at('back').onclick = drawn.back || null;
    const top = at('screen').scrollTop;
    fill(at('screen'), drawn.body);
    fill(at('dock'), drawn.dock || []);
    at('screen').scrollTop = isNew ? 0 : top;
    at('screen').removeAttribute('aria-busy');
    drawTabs();
    if (drawn.after) drawn.after();
    if (isNew && at('screen').dataset.shown) at('title').focus({ preventScroll: true });
    at('screen').dataset.shown = '1';
  }
  /* Nobody's words are drawn over while she writes them. */
  const again = box.soon(() => (me && !at('screen').querySelector('textarea:focus, input:focus') ? show(false) : null), 150);

  function drawTabs() {
    const tabs = [['films', '电影', '▸'], ['tickets', '票夹', '▤'], ['news', '消息', '✉'], ['me', '我的', '☺']];
    at('tabs').hidden = ['seats', 'pay'].includes(where.name);
    fill(at('tabs'), tabs.map(([name, text]) => node('button', {
      type: 'button', 'data-key': 'tab-' + name, 'data-tab': name, onclick: () => go(name),
      'aria-current': (where.name === name || (name === 'tickets' && where.name === 'ticket')) ? 'page' : null,
    }, node('i', { class: 't-' + name, 'aria-hidden': 'true' }), node('span', { text }), name === 'news' && fresh ? node('b', { class: 'count', text: fresh }) : null)));
  }

  function openSheet(label, ...inside) {
    const sheet = at('sheet');
    sheet.hidden = false;
    sheet.setAttribute('aria-label', label);
    fill(sheet, node('div', { class: 'card' }, ...inside));
    const first = sheet.querySelector('[data-first]') || sheet.querySelector('button');
    if (first) first.focus();
  }
  function closeSheet() {
    at('sheet').hidden = true;
    at('sheet').replaceChildren();
  }

  const allCinemas = async () => cinemas || (cinemas = (await ask('GET', '/guest/cinemas')).body || []);
  const cinemaNo = () => (box.kept('cinema') || 0);

  let dayChosen = null;
  screens.films = async () => {
    const list = await allCinemas();
    const cinema = list[cinemaNo()] || list[0];
    if (!cinema) return { title: '选电影', body: node('p', { class: 'empty', text: '还没有影院和排片。用样例排片启动，这里就有电影可选' }) };
    const load = async date => (await ask('GET', `/guest/cinemas/${cinema.id}/showtimes${date ? '?date=' + date : ''}`)).body;
    const onSale = d => d && d.films.some(f => f.showtimes.some(s => s.saleState === 'on-sale'));
    let today = await load(dayChosen);
    if (!dayChosen && today && !onSale(today)) {
      const later = today.days.find(d => d > today.businessDay);
      if (later) today = await load(later);
    }
    if (!today) return { title: '选电影', body: node('p', { class: 'empty', text: '排片暂时看不到，请稍后再试' }) };
    const pick = node('select', { 'aria-label': '影院', 'data-key': 'cinema', onchange: e => { box.keep('cinema', e.target.selectedIndex); dayChosen = null; show(true); } },
      list.map((c, i) => node('option', { value: i, text: c.name, selected: c === cinema })));
    const days = node('div', { class: 'days', role: 'group', 'aria-label': '日期' }, today.days.slice(0, 7).map((d, i) => node('button', {
      type: 'button', 'data-key': 'day-' + d, 'aria-pressed': d === today.businessDay, onclick: () => { dayChosen = d; show(true); },
    }, node('b', { text: i === 0 ? '今天' : box.weekday(d) }), node('span', { text: box.day(d) }))));
    const films = today.films.map(f => ({ ...f, open: f.showtimes.filter(s => s.saleState === 'on-sale') })).filter(f => f.open.length);
    return {
      title: '选电影',
      body: [node('div', { class: 'where' }, pick), days,
        films.length ? films.map((f, i) => filmCard(f, i)) : node('p', { class: 'empty', text: '这一天没有可购买的场次，换一天看看' })],
    };
  };
  const filmCard = (f, i) => node('article', { class: 'film', 'aria-label': f.film.title },
    node('div', { class: 'poster', 'aria-hidden': 'true', style: { '--h': posters[i % posters.length] } }, node('span', { text: f.film.title })),
    node('div', { class: 'about' },
      node('h3', { text: f.film.title }),
      node('p', { text: `${f.film.genres.join(' ')} · ${f.film.minutes} 分钟` }),
      f.film.rating ? node('p', { class: 'rating', text: f.film.rating }) : null,
      node('div', { class: 'times' }, f.open.slice(0, 4).map((s, n) => node('button', {
        type: 'button', class: i === 0 && n === 0 && !box.isDone('held') ? 'nudge' : null, 'data-showtime': s.id, 'data-key': s.id,
        onclick: () => go('seats', { id: s.id }),
      }, node('b', { text: box.local(s.startsAt) }), node('span', { text: s.hallName }), node('em', { text: yuan(s.priceFromFen) }))))));

  let map = null;
  screens.seats = async ({ id }) => {
    const [show1, live] = await Promise.all([ask('GET', '/guest/showtimes/' + id), api('GET', `showtimes/${id}/seats`)]);
    if (!show1.ok || !live.ok) { say(show1.problem || live.problem); return { title: '选座', back: () => go('films'), body: node('p', { class: 'empty', text: show1.problem || live.problem }) }; }
    const plan = (await ask('GET', '/guest/seat-plans/' + live.body.planId)).body;
    const detail = show1.body, fee = detail.showtime.serviceFeeFen;
    const isRedraw = map && map.id === id, chosen = isRedraw ? map.chosen : new Set();
    const dock = node('div', { class: 'dock-in' });
    const seats = box.seatMap(plan, live.body.seats, detail.prices, chosen, problem => { say(problem); drawDock(); }, box.kept('large'));
    if (isRedraw) seats.take([...chosen].filter(n => seats.letters[plan.rows.flatMap(r => r.seats).findIndex(s => s.n === n)] === '.'));
    map = { id, chosen };
    async function best(count) {
      const told = await ask('POST', `/guest/showtimes/${id}/best-seats`, { count });
      if (told.ok) seats.take(told.body.seats); else say(told.problem);
    }
    function drawDock() {
      const list = seats.order();
      fill(dock, list.length
        ? node('div', { class: 'chosen' }, list.map(n => node('span', { text: seats.spoken(n) })), node('button', { type: 'button', class: 'plain', 'data-key': 'none', text: '重选', onclick: () => seats.take([]) }))
        : node('div', { class: 'best', role: 'group', 'aria-label': '帮我选座' }, node('span', { text: '帮我选' }), [1, 2, 3, 4].map(n => button(n + ' 人', { 'data-key': 'best-' + n, 'data-best': n }, () => best(n)))),
      button(list.length ? `确认选座 ${yuan(seats.total(fee))}` : '请先选座', { class: 'go', id: 'hold', disabled: !list.length, 'data-key': 'hold' }, () => hold(id, list)));
    }
    drawDock();
    return {
      title: detail.film.title,
      back: () => { map = null; go('films'); },
      body: [node('div', { class: 'sub-row' }, node('p', { class: 'sub', text: `${box.day(detail.showtime.businessDay)} ${box.local(detail.showtime.startsAt)} · ${detail.showtime.hallName} · ${detail.showtime.language}${detail.showtime.format}` }),
        button(box.kept('large') ? '看全场' : '放大', { class: 'plain', 'data-key': 'zoom' }, () => { box.keep('large', !box.kept('large')); show(false); })), seats.element,
        detail.hallNotice ? node('p', { class: 'notice', text: detail.hallNotice }) : null],
      dock,
      after: seats.centre,
    };
  };

  async function hold(showtimeId, seats) {
    at('hold').disabled = true;
    const best = await api('GET', `me/coupons/best?showtimeId=${showtimeId}&seats=${encodeURIComponent(seats.join(','))}`);
    const couponIds = best.ok ? best.body.couponIds : [];
    const order = await api('POST', 'orders', { showtimeId, seats, couponIds }, once());
    if (!order.ok) {
      say(order.problem);
      await show(false);
      return;
    }
    map = null;
    box.did('held');
    await go('pay', { id: order.body.id });
  }

  screens.pay = async ({ id }) => {
    const told = await api('GET', 'orders/' + id);
    if (!told.ok) return { title: '订单', back: () => go('tickets'), body: node('p', { class: 'empty', text: told.problem }) };
    const order = told.body;
    if (order.state !== 'held') {
      if (order.tickets.length) { go('ticket', { id }); return null; }
      return { title: '订单', back: () => go('tickets'), body: node('p', { class: 'empty', text: box.orderState(order.state) }), dock: button('再选一场', { class: 'go' }, () => go('films')) };
    }
    const detail = (await ask('GET', '/guest/showtimes/' + order.showtimeId)).body;
    const left = node('b', { id: 'left', role: 'timer' });
    countDown(left, order.expiresAt);
    return {
      title: '确认订单',
      back: () => go('tickets'),
      body: [
        node('div', { class: 'until' }, node('span', { text: '座位为您保留' }), left),
        node('div', { class: 'box' }, node('h3', { text: detail.film.title }),
          node('p', { text: `${box.day(detail.showtime.businessDay)} ${box.weekday(detail.showtime.startsAt)} ${box.local(detail.showtime.startsAt)} · ${detail.showtime.hallName}` }),
          node('p', { text: detail.cinema.name })),
        node('div', { class: 'box' }, node('h3', { text: '价格明细' }), node('dl', { class: 'lines' }, order.priceLines.map(l => [
          node('dt', null, l.text, l.why ? node('small', { text: l.why }) : null), node('dd', { class: l.amountFen < 0 ? 'off' : null, text: yuan(l.amountFen) })]),
        node('dt', { class: 'sum', text: '应付' }), node('dd', { class: 'sum', text: yuan(order.totalFen) }))),
        node('details', { class: 'box' }, node('summary', { text: '退票规则' }), node('ul', null, order.refundRule.map(r => node('li', { text: r.replace(':', '：') })))),
      ],
      dock: node('div', { class: 'dock-in two' }, button('放弃座位', { class: 'plain', 'data-key': 'cancel' }, () => cancel(id)),
        button(order.totalFen ? '微信支付 ' + yuan(order.totalFen) : '确认出票', { class: 'go pay', id: 'pay', 'data-key': 'pay' }, () => pay(order))),
    };
  };

  let counting;
  function countDown(left, until) {
    clearInterval(counting);
    const tick = () => {
      const rest = Math.max(0, Math.floor((new Date(until) - box.now()) / 1000));
      left.textContent = `${box.two(Math.floor(rest / 60))}:${box.two(rest % 60)}`;
      if (!rest) { clearInterval(counting); if (left.isConnected) again(); }
    };
    tick();
    counting = setInterval(tick, 1000);
  }
  async function cancel(id) {
    const told = await api('POST', `orders/${id}/cancellation`, {});
    say(told.ok ? '已放弃，座位已放出' : told.problem);
    await go('films');
  }
  async function pay(order) {
    at('pay').disabled = true;
    const opened = await api('POST', `orders/${order.id}/payment`, {});
    if (!opened.ok) { say(opened.problem); at('pay').disabled = false; return; }
    if (opened.body.paid) return paid(order.id);
    const call = opened.body.parameters, prepay = call.package.split('=')[1];
    const end = text => { closeSheet(); say(text); show(false); };
    openSheet('微信支付',
      node('p', { class: 'payee', text: '澄光影城' }), node('p', { class: 'amount', text: yuan(order.totalFen) }),
      node('p', { class: 'means' }, node('span', { text: '支付方式' }), node('b', { text: '零钱' })),
      button('确认支付', { class: 'go pay', id: 'confirm-pay', 'data-first': true }, async () => {
        at('confirm-pay').disabled = true;
        const isQuiet = box.behind && box.behind.isPaymentQuiet();
        if (!app) app = ((await sim('GET', 'wechat', 'apps')).body || [])[0];
        const told = isQuiet ? await sim('POST', 'pay', `payments/${prepay}/pay`, { notify: 'none' }) : await sim('POST', 'pay', 'phone/request-payment', { ...call, appId: app });
        if (!told.ok || told.body.errMsg !== 'requestPayment:ok') return end('支付没有成功：' + ((told.body && told.body.errMsg) || told.problem));
        await paid(order.id);
      }),
      node('div', { class: 'row' }, button('余额不足', { class: 'plain' }, async () => { await sim('POST', 'pay', `payments/${prepay}/fail`, {}); end('零钱不足，座位还为您留着'); }),
        button('取消', { class: 'plain', 'data-close': true }, async () => { await sim('POST', 'pay', `payments/${prepay}/fail`, { cancel: true }); end('已取消支付，座位还为您留着'); })));
  }
  async function paid(id) {
    openSheet('正在出票', node('p', { class: 'waiting', role: 'status', text: '付款成功，正在出票…' }));
    for (let i = 0; i < 120; i++) {
      const told = await api('GET', 'orders/' + id);
      if (told.ok && told.body.tickets.length) { box.did('paid'); return go('ticket', { id }); }
      await new Promise(r => setTimeout(r, i < 20 ? 250 : 1000));
    }
    closeSheet();
    say('付款结果还在确认，钱和票都不会丢');
    return go('tickets');
  }

  async function begin() {
    const kept = box.kept('guests');
    guests = kept && Array.isArray(kept.guests) ? kept.guests : [];
    me = guests[kept && kept.at >= 0 ? kept.at : 0] || null;
    at('sheet').addEventListener('keydown', event => {
      const close = at('sheet').querySelector('[data-close]'), all = Array.from(at('sheet').querySelectorAll('button:not([disabled])'));
      if (event.key === 'Escape' && close) close.click();
      if (event.key !== 'Tab' || !all.length) return;
      const edge = event.shiftKey ? all[0] : all[all.length - 1];
      if (document.activeElement === edge) { event.preventDefault(); (event.shiftKey ? all[all.length - 1] : all[0]).focus(); }
    });
    if (!me) { await newGuest(); return; }
    drawGuests();
    await go('films');
  }
  on('begin', begin);
  const isMessage = c => c.where === 'sms' || (c.where === 'wechat' && c.path.includes('/message/'));
  on('calls', calls => {
    const acts = calls.filter(c => c.method !== 'GET');
    if (where.name === 'seats' && acts.some(c => c.where === 'guest' && c.path.startsWith('/api/v1/orders'))) again();
    if (['ticket', 'me', 'news'].includes(where.name) && acts.some(c => c.where === 'staff' || isMessage(c))) again();
    if (acts.some(c => isMessage(c) && c.status === 200 && !c.error) && where.name !== 'news') { fresh++; drawTabs(); }
  });

  return { api, once, say, save, go, show, screens, again, openSheet, closeSheet, me: () => me, read: () => { fresh = 0; }, cinemas: allCinemas };
})();
