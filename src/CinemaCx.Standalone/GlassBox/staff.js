'use strict';
/* The staff's phones: one shape of card for both platforms, pressed and typed for real through the platforms' callbacks. */
(() => {
  const { at, node, button, sim, fill, on } = box;
  const roles = { 'duty-manager': '值班经理', engineer: '工程', 'site-manager': '店长', 'general-manager': '总经理', marketing: '市场', headquarters: '总部', usher: '检票' };
  const names = { wecom: '企业微信', dingtalk: '钉钉' };
  const seen = { wecom: {}, dingtalk: {} }, lists = { wecom: [], dingtalk: [] };
  let platform = 'wecom', person = '', people = [], drawn = new Map(), shownFor = '', touched = 0, isFirst = true, toEnd = false, ringing = new Set(), latest = '';

  const say = text => box.toast('staff-toast', text);
  const known = id => people.find(p => p.person === id);
  const nameOf = id => (known(id) || { name: id }).name;

  /* Both platforms' lists in one shape. */
  async function load(which) {
    const told = await sim('GET', which, 'chats');
    if (!told.ok) return null;
    return which === 'wecom'
      ? told.body.map(c => ({ id: c.userId, name: c.name, received: c.received, last: c.last && c.last.text, at: c.last && c.last.at }))
      : told.body.chats.map(c => ({ id: c.staffId, name: c.name, received: c.received, last: c.last, at: c.lastAt }));
  }
  const entries = {
    async wecom(id) {
      const told = await sim('GET', 'wecom', 'chats/' + encodeURIComponent(id));
      if (!told.ok) return null;
      return told.body.items.map(i => ({
        number: i.number, at: i.at, mine: i.from === 'member', text: i.recalled ? null : i.text, gone: i.recalled, cardId: i.taskId,
        card: i.card && { source: i.card.source, tone: i.card.color, title: i.card.title, sub: i.card.description, quote: i.card.quote, lines: i.card.lines, status: i.card.status,
          choice: i.card.selection && { title: i.card.selection.title, selected: i.card.selection.selected, options: i.card.selection.options.map(o => ({ value: o.id, text: o.text })) },
          buttons: i.card.buttons.filter(b => b.key !== 'finished'), menu: i.card.menu, end: i.card.greyed || (i.card.buttons.find(b => b.key === 'finished') || {}).text } }));
    },
    async dingtalk(id) {
      const told = await sim('GET', 'dingtalk', 'chats/' + encodeURIComponent(id));
      if (!told.ok) return null;
      const list = text => { try { const read = JSON.parse(text || '[]'); return Array.isArray(read) ? read : []; } catch { return []; } };
      return told.body.entries.map(e => {
        const p = e.card && e.card.params;
        return {
          number: e.number, at: e.at, mine: e.from === 'me', text: e.text, cardId: e.card && e.card.outTrackId,
          card: p && { source: p.source, tone: { alarm: 'red', working: 'black', quiet: 'green' }[p.tone] || 'grey', title: p.title, sub: p.subtitle, quote: p.quote, lines: list(p.lines), status: p.status,
            choice: e.card.choice && e.card.buttons.length ? e.card.choice : null,
            buttons: e.card.buttons.filter(b => b.main), menu: e.card.buttons.filter(b => !b.main), end: e.card.buttons.length ? '' : p.done } };
      });
    },
  };

  function cardOf(entry) {
    const c = entry.card;
    const held = node('article', { class: 'card ' + (c.tone || 'grey'), 'data-card': entry.cardId, 'aria-label': c.title },
      node('p', { class: 'source', text: c.source }), node('h3', { text: c.title }),
      c.sub ? node('p', { class: 'sub', text: c.sub }) : null,
      c.quote ? node('blockquote', { text: c.quote }) : null,
      c.lines.length ? node('dl', null, c.lines.map(l => [node('dt', { text: l.label }), node('dd', null, l.url && /^tel:/.test(l.url) ? node('a', { href: l.url, text: l.value }) : l.value)])) : null,
      c.status ? node('p', { class: 'state', text: c.status }) : null);
    let pick = null;
    if (c.choice && (c.buttons.length || c.menu.length) && !c.end) {
      pick = node('select', { 'data-key': entry.cardId + '-choice' }, c.choice.options.map(o => node('option', { value: o.value, text: o.text, selected: o.value === c.choice.selected })));
      held.append(node('label', { class: 'pick' }, node('span', { text: c.choice.title || '选择' }), pick));
    }
    const act = b => press(entry, b, pick && pick.value, held);
    if (c.end) held.append(node('p', { class: 'end', text: c.end }));
    else {
      if (c.buttons.length) held.append(node('div', { class: 'acts' }, c.buttons.map((b, i) => button(b.text, { class: i ? 'second' : 'first', 'data-press': b.key, 'data-key': entry.cardId + '-' + b.key }, () => act(b)))));
      if (c.menu.length) held.append(node('div', { class: 'menu' }, c.menu.map(b => button(b.text, { class: 'plain', 'data-press': b.key, 'data-key': entry.cardId + '-' + b.key }, () => act(b)))));
    }
    return held;
  }

  async function press(entry, b, choice, held) {
    touched = Date.now();
    held.querySelectorAll('button').forEach(one => { one.disabled = true; });
    const flaw = box.behind && box.behind.flaw();
    const told = platform === 'wecom'
      ? await sim('POST', 'wecom', 'press', { userId: person, taskId: entry.cardId, key: b.key, selected: choice ? [choice] : undefined, flaw: flaw || undefined })
      : await sim('POST', 'dingtalk', 'press', { staffId: person, outTrackId: entry.cardId, actionId: b.key || b.actionId, params: choice ? { choice } : undefined });
    explain(told, '这个按钮已不能点击，卡片刚刚更新过');
    if (told.ok) box.did({ ack: 'acknowledged', compensate: 'compensated', close: 'closed' }[b.key] || '');
    held.querySelectorAll('button').forEach(one => { one.disabled = false; });
    await look();
  }
  const why = { 'no-connection': '应用没有连上钉钉', 'no-answer': '应用没有及时回答', 'bad-card-data': '回答无法显示' };
  function explain(told, other) {
    if (!told.ok) say(told.status === 409 ? other : told.problem);
    else if (told.body.failure) say('没有成功：' + (why[told.body.failure] || told.body.failure));
    else if (told.body.taken === false) say(`回调没有被接受，平台一共试了 ${told.body.attempts.length} 次`);
    else if (told.body.replyError) say('回复无效：' + told.body.replyError);
    else say('');
  }

  async function speak(text) {
    touched = Date.now();
    const flaw = box.behind && box.behind.flaw();
    const told = platform === 'wecom' ? await sim('POST', 'wecom', 'type', { userId: person, text, flaw: flaw || undefined }) : await sim('POST', 'dingtalk', 'type', { staffId: person, text });
    explain(told, '没有发出去');
    const said = text.replace(/\s+/g, '');
    if (told.ok) box.did(/^受理/.test(said) ? 'acknowledged' : /^补偿C/.test(said) ? 'compensated' : /^关闭C/.test(said) ? 'closed' : '');
    at('chat').scrollTop = at('chat').scrollHeight;
    await look();
  }

  function drawPeople() {
    const cinemas = new Map();
    people.forEach(p => { if (!cinemas.has(p.cinema)) cinemas.set(p.cinema, []); cinemas.get(p.cinema).push(p); });
    fill(at('people'), [...cinemas].map(([no, some]) => node('div', { class: 'crew' },
      node('p', { class: 'crew-name', text: no < 0 ? '总部' : box.cinemaName(no) }),
      some.map(p => {
        const fresh = ['wecom', 'dingtalk'].map(w => unread(w, p.person)), all = fresh[0] + fresh[1];
        return node('button', {
          type: 'button', class: 'person' + (ringing.has(p.person) ? ' ring' : ''), 'aria-pressed': p.person === person, 'data-person': p.person, 'data-key': 'person-' + p.person,
          onclick: () => { touched = Date.now(); open(p.person, all && !fresh[platform === 'wecom' ? 0 : 1] ? (platform === 'wecom' ? 'dingtalk' : 'wecom') : platform); },
        }, node('i', { class: 'face', 'aria-hidden': 'true', style: { '--h': box.hue(p.person) }, text: p.name[0] }), node('span', null, node('b', { text: p.name }), node('small', { text: roles[p.role] || '' })),
        all ? node('em', { class: 'count' }, all > 99 ? '99+' : String(all), node('span', { class: 'unseen', text: ' 条新消息' })) : null);
      }))));
    document.querySelectorAll('.platforms button').forEach(b => {
      const count = b.querySelector('.count'), n = b.dataset.platform === platform ? 0 : unread(b.dataset.platform, person);
      count.hidden = !n;
      count.textContent = n;
      b.setAttribute('aria-pressed', b.dataset.platform === platform);
    });
    const total = people.reduce((sum, p) => sum + unread('wecom', p.person) + unread('dingtalk', p.person), 0);
    at('staff-count').hidden = !total;
    at('staff-count').textContent = total;
  }
  const unread = (which, id) => {
    const chat = lists[which].find(c => c.id === id);
    return chat ? Math.max(0, chat.received - (seen[which][id] || 0)) : 0;
  };

  const isShown = () => document.body.dataset.view === 'staff' || window.innerWidth > 820;
  function open(id, which) {
    [person, platform] = [id, which];
    box.keep('staff', { person, platform });
    ringing.delete(id);
    say('');
    at('staff-phone').dataset.platform = platform;
    look();
  }

  function rang(which, chat) {
    ringing.add(chat.id);
    setTimeout(() => { ringing.delete(chat.id); drawPeople(); }, 4200);
    const rated = box.rated;
    if (rated && rated.stars <= 2 && !rated.rang) {
      rated.rang = true;
      box.rang(nameOf(chat.id), performance.now() - rated.at);
    }
    say(`${names[which]} · ${nameOf(chat.id)}的手机响了`);
    // Nobody is pulled away from a chat she is busy with.
    if (Date.now() - touched > 8000 && !at('words').value) [person, platform, toEnd] = [chat.id, which, true];
    at('staff-phone').classList.remove('shake');
    void at('staff-phone').offsetWidth;
    at('staff-phone').classList.add('shake');
  }

  async function look() {
    const both = await Promise.all([load('wecom'), load('dingtalk')]);
    ['wecom', 'dingtalk'].forEach((which, i) => {
      if (!both[i]) return;
      const before = new Map(lists[which].map(c => [c.id, c.received]));
      lists[which] = both[i];
      both[i].forEach(c => {
        if (!known(c.id)) people.push({ person: c.id, name: c.name, role: '', cinema: -1 });
        if (isFirst || c.received < (seen[which][c.id] || 0)) seen[which][c.id] = c.received;
        else if (c.received > (before.get(c.id) || 0)) rang(which, c);
      });
    });
    isFirst = false;
    if (!person && people.length) person = people[0].person;
    at('staff-phone').dataset.platform = platform;
    await conversation();
    if (isShown() && unread(platform, person)) seen[platform][person] = (lists[platform].find(c => c.id === person) || { received: 0 }).received;
    drawPeople();
  }

  async function conversation() {
    const [who, which] = [person, platform];
    if (!who) return;
    const list = await entries[which](who);
    if (!list || who !== person || which !== platform) return;
    const chat = at('chat'), key = which + '/' + who, isNew = shownFor !== key;
    const atEnd = isNew || toEnd || chat.scrollHeight - chat.scrollTop - chat.clientHeight < 90;
    if (isNew) { drawn = new Map(); chat.replaceChildren(); shownFor = key; }
    at('chat-title').textContent = which === 'wecom' ? '值班助手' : '影院助手';
    at('chat-who').textContent = `${nameOf(who)}的${names[which]}`;
    if (!list.length) { drawn = new Map(); chat.replaceChildren(node('p', { class: 'empty', text: '还没有消息。观众给一颗星就会响' })); quick(list); return; }
    if (!drawn.size) chat.replaceChildren();
    const stays = new Set(list.map(e => e.number));
    drawn.forEach((old, number) => { if (!stays.has(number)) { old.row.remove(); drawn.delete(number); } });
    let changed = false, last = 0;
    list.forEach(entry => {
      const text = JSON.stringify(entry), old = drawn.get(entry.number), isLate = new Date(entry.at) - last > 300000;
      last = new Date(entry.at);
      if (old && old.text === text) return;
      changed = true;
      const row = node('div', { class: 'msg ' + (entry.mine ? 'mine' : 'bot') }, isLate ? node('p', { class: 'when', text: box.clock(entry.at) }) : null,
        entry.gone ? node('p', { class: 'when', text: '消息已撤回' }) : entry.card ? cardOf(entry) : node('div', { class: 'bubble', text: entry.text }));
      if (old) {
        const held = old.row.contains(document.activeElement);
        old.row.replaceWith(row);
        if (held) (row.querySelector('button') || chat).focus({ preventScroll: true });
      } else chat.append(row);
      drawn.set(entry.number, { text, row });
    });
    quick(list);
    if ((changed || toEnd) && atEnd) chat.scrollTop = chat.scrollHeight;
    toEnd = false;
  }

  function quick(list) {
    const open = list.filter(e => e.card && !e.card.end).pop(), number = open && /C\d+/.exec(open.card.source || '');
    latest = number ? number[0] : '';
    const words = latest ? [`受理 ${latest}`, `关闭 ${latest} 空调滤网已更换`, `回复 ${latest} 已为您调高温度`, '帮助'] : ['帮助', '我的工单', '值班'];
    if (at('quick').dataset.words === words.join()) return;
    at('quick').dataset.words = words.join();
    fill(at('quick'), words.map(w => button(w, { 'data-key': w }, () => speak(w))));
  }

  const soon = box.soon(look, 60);
  box.cinemaName = no => (box.cinemaNames || [])[no] || `影院 ${no + 1}`;
  on('begin', async world => {
    people = world.people.map(p => ({ ...p }));
    const kept = box.kept('staff');
    if (kept && known(kept.person)) [person, platform] = [kept.person, kept.platform === 'dingtalk' ? 'dingtalk' : 'wecom'];
    document.querySelectorAll('.platforms button').forEach(b => b.addEventListener('click', () => { touched = Date.now(); open(person, b.dataset.platform); }));
    at('say').addEventListener('submit', event => {
      event.preventDefault();
      const text = at('words').value.trim();
      if (!text || !person) return;
      at('words').value = '';
      speak(text);
    });
    const list = await box.guest.cinemas();
    box.cinemaNames = [...list].sort((a, b) => (a.code < b.code ? -1 : 1)).map(c => (/（(.+)）/.exec(c.name) || [0, c.name])[1]);
    await look();
  });
  on('view', name => {
    // While it was hidden it could not be scrolled.
    if (name === 'staff') { at('chat').scrollTop = at('chat').scrollHeight; look(); }
  });
  on('calls', calls => {
    if (calls.some(c => c.where === 'wecom' || c.where === 'dingtalk' || (c.where === 'staff' && c.method !== 'GET'))) soon();
  });
})();
