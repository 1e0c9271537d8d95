'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const at = id => document.getElementById(id);
  const seen = {};
  let me = decodeURIComponent(location.hash.slice(1));
  let version = 0, agent = '值班助手', name = '', drawn = new Map();

  const say = text => { at('said').textContent = text || ''; };
  const clock = text => { const t = sim.time(text); return t.length === 8 ? t.slice(0, 5) : t; };
  const face = (name, className) => sim.node('span', Array.from(name || '?')[0], className);

  const act = async (path, wish) => {
    const told = await sim.ask('POST', path, wish);
    if (told.code) say(told.code === 'not-pressable' ? '这个按钮已不能点击' : told.code === 'no-callback-url' ? '还没有设置回调地址' : told.message);
    else if (!told.taken) say('回调失败：' + (told.attempts[told.attempts.length - 1].error || '状态 ' + told.attempts[told.attempts.length - 1].status) + '，共尝试 ' + told.attempts.length + ' 次');
    else say(told.replyError ? '被动回复无效：' + told.replyError : '');
    await look();
  };

  function card(item) {
    const c = item.card, box = sim.node('article', null, 'tcard'), inner = sim.node('div', null, 'in');
    if (c.source) inner.append(sim.node('div', c.source, 'src ' + c.color));
    inner.append(sim.node('h2', c.title || ''));
    if (c.description) inner.append(sim.node('p', c.description, 'desc'));
    if (c.quote) inner.append(sim.node('blockquote', c.quote));
    if (c.lines.length) {
      const list = sim.node('dl');
      for (const line of c.lines) {
        const value = sim.node('dd');
        if (line.url) {
          const link = sim.node('a', line.value);
          link.href = line.url;
          value.append(link);
        } else value.textContent = line.value || '';
        list.append(sim.node('dt', line.label), value);
      }
      inner.append(list);
    }
    if (c.status) inner.append(sim.node('p', c.status, 'status'));
    let choice = null;
    if (c.selection) {
      const label = sim.node('label', null, 'pick');
      choice = sim.node('select');
      for (const option of c.selection.options) {
        const o = sim.node('option', option.text);
        o.value = option.id;
        o.selected = option.id === c.selection.selected;
        choice.append(o);
      }
      choice.disabled = !!c.greyed;
      label.append(sim.node('span', c.selection.title || '选择'), choice);
      inner.append(label);
    }
    if (c.link) {
      const more = sim.node('a', '查看详情', 'more');
      more.href = c.link;
      const row = sim.node('p', null, 'status');
      row.append(more);
      inner.append(row);
    }
    box.append(inner);
    const press = key => act('press', { userId: me, taskId: item.taskId, key, selected: choice ? [choice.value] : undefined });
    if (c.menu.length && !c.greyed) {
      const menu = sim.node('details');
      menu.append(sim.node('summary', c.menuTitle || '更多'));
      for (const action of c.menu) menu.append(sim.button(action.text, '', () => press(action.key)));
      box.append(menu);
    }
    if (c.buttons.length) {
      const row = sim.node('div', null, 'acts');
      if (c.greyed) {
        const one = sim.button(c.greyed, '', () => {});
        one.disabled = true;
        row.append(one);
      } else for (const button of c.buttons) row.append(sim.button(button.text, 's' + button.style, event => { event.target.disabled = true; press(button.key); }));
      box.append(row);
    }
    if (c.tooLong.length) box.append(sim.node('div', '超出建议长度：' + c.tooLong.join('，'), 'long'));
    return box;
  }

  function picture(item) {
    const frame = sim.node('a', null, 'picture'), image = sim.node('img');
    frame.href = image.src = 'media/' + encodeURIComponent(item.picture);
    frame.target = '_blank';
    image.alt = '图片';
    image.addEventListener('load', () => { at('chat').scrollTop = at('chat').scrollHeight; });
    frame.append(image);
    return frame;
  }

  function bubble(item) {
    const mine = item.from === 'member', row = sim.node('li', null, mine ? 'mine' : '');
    if (item.recalled) row.append(sim.node('span', '消息已撤回', 'bubble gone'));
    else row.append(face(mine ? name : agent, 'pic'), item.card ? card(item) : item.picture ? picture(item) : sim.node('div', item.text, 'bubble'));
    return row;
  }

  function show(chat) {
    name = chat.name;
    const list = at('chat'), stuck = list.scrollHeight - list.scrollTop - list.clientHeight < 60, kept = new Map(), rows = [];
    let last = 0;
    for (const item of chat.items) {
      if (new Date(item.at) - last > 300000) {
        const when = sim.node('li', clock(item.at), 'when');
        rows.push(when);
      }
      last = new Date(item.at);
      const old = drawn.get(item.number), row = old && old.version === item.version ? old.row : bubble(item);
      kept.set(item.number, { version: item.version, row });
      rows.push(row);
    }
    if (!rows.length) rows.push(sim.node('li', '还没有消息', 'none'));
    drawn = kept;
    list.replaceChildren(...rows);
    if (stuck || !version) list.scrollTop = list.scrollHeight;
    at('who').textContent = '发给 ' + chat.name;
    at('counts').textContent = '收到 ' + chat.received + (chat.dropped ? ' · 限流丢弃 ' + chat.dropped : '') + (chat.duplicates ? ' · 重复 ' + chat.duplicates : '');
    version = chat.version;
  }

  function people(chats) {
    at('people').replaceChildren(...chats.map(chat => {
      const current = chat.userId === me, fresh = current ? 0 : Math.max(0, chat.received - (seen[chat.userId] || 0));
      if (current) seen[me] = chat.received;
      const one = sim.button('', 'person', () => open(chat.userId));
      one.setAttribute('aria-current', current);
      one.append(face(chat.name, 'face'), sim.node('span', chat.name, 'name'));
      if (fresh) one.append(sim.node('span', fresh > 99 ? '99+' : fresh, 'new'));
      else one.append(sim.node('time', chat.last ? clock(chat.last.at) : ''));
      one.append(sim.node('span', chat.last ? chat.last.text : chat.visible ? '' : '不在可见范围', 'last'));
      return one;
    }));
    const current = at('people').querySelector('[aria-current=true]');
    if (current && at('people').scrollWidth > at('people').clientWidth) at('people').scrollLeft = current.offsetLeft - 40;
    if (!chats.length) at('people').replaceChildren(sim.node('span', '还没有成员', 'none'));
  }

  function open(userId) {
    me = userId;
    if (decodeURIComponent(location.hash.slice(1)) !== userId) location.hash = encodeURIComponent(userId);
    version = 0;
    drawn = new Map();
    say('');
    look();
  }

  let before = '';
  async function look() {
    const chats = await sim.ask('GET', 'chats');
    if (!chats.some(chat => chat.userId === me)) me = chats.length ? chats[0].userId : '';
    const now = me + chats.map(chat => chat.userId + chat.version).join();
    if (now !== before) people(chats);
    before = now;
    if (me) {
      const chat = await sim.ask('GET', 'chats/' + encodeURIComponent(me) + (version ? '?after=' + version : ''));
      if (chat.items && chat.userId === me) show(chat);
    }
  }

  window.addEventListener('hashchange', () => {
    const userId = decodeURIComponent(location.hash.slice(1));
    if (userId && userId !== me) open(userId);
  });
  at('say').addEventListener('submit', event => {
    event.preventDefault();
    const text = at('words').value.trim();
    if (!text || !me) return;
    at('words').value = '';
    at('chat').scrollTop = at('chat').scrollHeight;
    act('type', { userId: me, text });
  });
  at('expire').addEventListener('click', async () => {
    const { touched } = await sim.ask('POST', 'tokens/expire');
    say(touched ? '令牌已过期，下一次调用返回 42001' : '还没有发出过令牌');
  });
  at('verify').addEventListener('click', async () => {
    const told = await sim.ask('POST', 'verify-url');
    say(told.ok ? '回调地址正常，用时 ' + told.elapsedMs + ' 毫秒' : told.code ? '还没有设置回调地址' : '回调地址有问题：' + told.problem);
  });
  sim.ask('GET', 'company').then(company => { agent = company.agentName; at('agent').textContent = agent; });
  const often = async () => {
    try { if (!document.hidden) await look(); } catch { /* the simulator is restarting */ }
    setTimeout(often, 400);
  };
  often();
  sim.watch(sim.calls);
});
