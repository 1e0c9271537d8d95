'use strict';
/* After the purchase: e-stub, entry, the survey and what became of it, the wallet, messages. */
(() => {
  const { at, node, button, ask, sim, yuan, on } = box;
  const { api, once, say, go, screens } = box.guest;
  const starWords = ['很差', '较差', '一般', '满意', '很棒'];
  box.orderState = state => ({ held: '待付款', paid: '已出票', refunded: '已退票', cancelled: '已取消', expired: '已超时' }[state] || state);
  const open = {};

  screens.ticket = async ({ id }) => {
    const told = await api('GET', 'orders/' + id);
    if (!told.ok || !told.body.tickets.length) return { title: '电影票', back: () => go('tickets'), body: node('p', { class: 'empty', text: told.problem || '这一单没有电影票' }) };
    const order = told.body, n = Math.min(open[id] || 0, order.tickets.length - 1), ticketId = order.tickets[n].ticketId;
    const [stub, survey, subscriptions] = await Promise.all([api('GET', 'tickets/' + ticketId), api('GET', `tickets/${ticketId}/feedback`), api('GET', 'me/subscriptions')]);
    if (!stub.ok) return { title: '电影票', back: () => go('tickets'), body: node('p', { class: 'empty', text: stub.problem }) };
    const ticket = stub.body.ticket, answer = survey.ok ? survey.body.answer : null;
    const found = answer ? await api('GET', `feedback/${answer.id}/case`) : null;
    // What others said of the same may have been taken up before: the case itself knows how far it is.
    if (found && found.ok && found.body.state === 'acknowledged') box.did('acknowledged');
    if (found && found.ok && found.body.replies.some(r => r.includes('券'))) box.did('compensated');
    if (found && found.ok && found.body.state === 'closed') box.did('seen');
    return {
      title: '电影票',
      back: () => go('tickets'),
      body: [
        order.tickets.length > 1 ? node('div', { class: 'segments', role: 'group', 'aria-label': '哪一张票' }, order.tickets.map((t, i) => node('button', {
          type: 'button', 'aria-pressed': i === n, 'data-key': 'ticket-' + i, text: t.seat, onclick: () => { open[id] = i; box.guest.show(false); } }))) : null,
        stubCard(ticket, stub.body.qrSvg, id),
        survey.ok ? (answer && !editing[ticketId] ? said(answer, found, ticketId) : rate(survey.body, ticketId, answer)) : null,
        answer && subscriptions.ok ? askToTell(subscriptions.body) : null,
        order.state === 'paid' && !ticket.enteredAt ? node('p', { class: 'foot' }, button('退票', { class: 'plain', 'data-key': 'refund' }, () => refund(order))) : null,
      ],
    };
  };

  function stubCard(ticket, qr, orderId) {
    const isIn = ticket.state === 'entered' || !!ticket.enteredAt;
    return node('article', { class: 'stub' + (isIn ? ' in' : '') },
      node('div', { class: 'stub-top' }, node('h3', { text: ticket.film }),
        node('p', { text: `${box.day(ticket.startsAt)} ${box.weekday(ticket.startsAt)} ${box.local(ticket.startsAt)} · ${ticket.language}${ticket.format}` }),
        node('p', { text: ticket.cinema }),
        node('p', { class: 'place' }, node('b', { text: ticket.hall }), node('b', { text: ticket.seatSpoken }))),
      node('div', { class: 'stub-code' }, node('img', { alt: '电影票二维码', src: 'data:image/svg+xml,' + encodeURIComponent(qr), width: 116, height: 116 }),
        node('code', { text: ticket.code.replace(/(.{4})(?=.)/g, '$1 ') }),
        isIn ? node('span', { class: 'stamp', text: '已入场' }) : ticket.state === 'valid' ? (box.world.canEnter ? button('检票员扫码入场', { class: 'go small', id: 'enter', 'data-key': 'enter' }, async () => {
          const told = await ask('POST', '/door/entries', { ticketCode: ticket.code });
          say(told.ok ? '欢迎光临，请入座' : told.problem);
          await box.guest.show(false);
        }) : null) : node('span', { class: 'stamp', text: '已退票' })));
  }

  /* One tap saves the stars; the rest may follow or not. */
  const editing = {}, pending = {};
  function rate(survey, ticketId, answer) {
    const draft = pending[ticketId] = pending[ticketId] || { id: answer ? answer.id : 'ans' + box.random(), stars: answer ? answer.stars : 0, chips: new Set(answer ? answer.chips : []), nps: answer ? answer.nps : null, stages: {}, comment: (answer && answer.comment) || '', phone: '' };
    const stars = node('div', { class: 'stars', role: 'group', 'aria-label': survey.questions[0].title }, starWords.map((word, i) => node('button', {
      type: 'button', 'data-star': i + 1, 'data-key': 'star-' + i, class: i < draft.stars ? 'on' : null, 'aria-pressed': draft.stars === i + 1, 'aria-label': `${i + 1} 星，${word}`,
      onclick: () => { draft.stars = i + 1; editing[ticketId] = true; give(ticketId, draft, { stars: draft.stars }, true); },
    }, node('i', { 'aria-hidden': 'true', text: '★' }))));
    const parts = [node('h3', { text: survey.questions[0].title }), stars, node('p', { class: 'star-word', text: draft.stars ? starWords[draft.stars - 1] : '点一下就算数，不用登录，不用填表' })];
    const asked = code => survey.questions.find(q => q.code === code && draft.stars >= q.starsAtLeast && draft.stars <= q.starsAtMost);
    if (!draft.stars) return node('section', { class: 'box survey', 'aria-label': '评价' }, parts);
    const which = asked('wrong') || asked('good');
    if (which) {
      parts.push(node('h4', { text: which.title }), node('div', { class: 'chips' }, which.chips.map(c => node('button', {
        type: 'button', 'data-chip': c.code, 'data-key': 'chip-' + c.code, 'aria-pressed': draft.chips.has(c.code), text: c.label,
        onclick: e => { if (!draft.chips.delete(c.code)) draft.chips.add(c.code); e.currentTarget.setAttribute('aria-pressed', draft.chips.has(c.code)); },
      }))));
    }
    survey.questions.filter(q => q.code.startsWith('ask-') && draft.stars >= q.starsAtLeast && draft.stars <= q.starsAtMost).forEach(q => parts.push(...ownQuestion(q, draft)));
    if (asked('nps')) {
      parts.push(node('h4', { text: asked('nps').title }), node('div', { class: 'scale', role: 'group', 'aria-label': asked('nps').title }, Array.from({ length: 11 }, (_, i) => node('button', {
        type: 'button', text: i, 'aria-pressed': draft.nps === i, onclick: e => { draft.nps = i; e.currentTarget.parentNode.querySelectorAll('button').forEach((b, k) => b.setAttribute('aria-pressed', k === i)); } }))));
    }
    if (asked('comment')) {
      parts.push(node('label', { class: 'field' }, node('span', { text: asked('comment').title }),
        node('textarea', { id: 'comment', rows: 2, maxlength: 1000, 'data-key': 'comment', placeholder: draft.stars <= 2 ? '例如：空调像冰窖' : '选填', oninput: e => { draft.comment = e.target.value; } }, draft.comment)));
    }
    if (asked('contact')) {
      parts.push(node('label', { class: 'field' }, node('span', { text: '联系电话（选填，填写即同意回电）' }),
        node('input', { type: 'tel', inputmode: 'tel', maxlength: 20, 'data-key': 'phone', autocomplete: 'off', value: draft.phone, oninput: e => { draft.phone = e.target.value; } })));
    }
    parts.push(button('说完了', { class: 'go', id: 'said', 'data-key': 'said' }, () => give(ticketId, draft, {
      stars: draft.stars, chips: [...draft.chips], nps: draft.nps === null || !asked('nps') ? undefined : draft.nps, comment: draft.comment || undefined,
      own: draft.own && Object.keys(draft.own).length ? draft.own : undefined, phone: draft.phone || undefined, contactConsent: draft.phone ? true : undefined }, false)));
    return node('section', { class: 'box survey', 'aria-label': '评价' }, parts);
  }

  /* What the cinema has thought of itself: chips, a mark of 1 to 5, or a few words. */
  function ownQuestion(q, draft) {
    draft.own = draft.own || {};
    const title = node('h4', { text: q.title });
    if (q.kind === 'chips') {
      return [title, node('div', { class: 'chips' }, q.chips.map(c => node('button', {
        type: 'button', 'data-chip': c.code, 'data-key': 'chip-' + c.code, 'aria-pressed': draft.chips.has(c.code), text: c.label,
        onclick: e => { if (!draft.chips.delete(c.code)) draft.chips.add(c.code); e.currentTarget.setAttribute('aria-pressed', draft.chips.has(c.code)); },
      })))];
    }
    if (q.kind === 'score') {
      return [title, node('div', { class: 'scale', role: 'group', 'aria-label': q.title }, Array.from({ length: 5 }, (_, i) => node('button', {
        type: 'button', text: i + 1, 'aria-pressed': draft.own[q.code] === String(i + 1),
        onclick: e => { draft.own[q.code] = String(i + 1); e.currentTarget.parentNode.querySelectorAll('button').forEach((b, k) => b.setAttribute('aria-pressed', k === i)); } })))];
    }
    return [node('label', { class: 'field' }, node('span', { text: q.title }),
      node('input', { type: 'text', maxlength: 60, 'data-key': q.code, autocomplete: 'off', value: draft.own[q.code] || '', oninput: e => { draft.own[q.code] = e.target.value; } }))];
  }

  async function give(ticketId, draft, fields, isTap) {
    if (isTap) box.rated = { at: performance.now(), stars: fields.stars };
    const told = await api('POST', 'feedback', { id: draft.id, ticketId, ...fields });
    if (!told.ok) { say(told.problem); return; }
    if (fields.stars <= 2 && isTap) box.did('rated');
    if (told.body.answeredBefore) draft.id = told.body.id;
    if (!isTap) { delete editing[ticketId]; delete pending[ticketId]; say(fields.stars <= 2 ? '谢谢，已经交给值班经理' : '谢谢您的评价'); }
    await box.guest.show(false);
  }

  function said(answer, found, ticketId) {
    const what = found && found.ok ? found.body : { state: 'none', replies: [], result: null };
    const lines = [['已收到您的评价', true]];
    if (what.state !== 'none') lines.push([what.state === 'open' ? '正在通知值班经理' : '值班经理已受理', what.state !== 'open']);
    what.replies.forEach(r => lines.push([r, true, 'reply']));
    if (what.state === 'closed') lines.push(['已处理：' + (what.result || '完成'), true]);
    return node('section', { class: 'box case', 'aria-label': '评价的进展', id: 'case', 'data-state': what.state },
      node('p', { class: 'given' }, node('span', { class: 'unseen', text: `您给了 ${answer.stars} 星` }), node('span', { 'aria-hidden': 'true', text: '★★★★★☆☆☆☆☆'.slice(5 - answer.stars, 10 - answer.stars) })),
      answer.comment ? node('blockquote', { text: answer.comment }) : null,
      node('ol', { class: 'progress', 'aria-live': 'polite' }, lines.map(([text, isDone, kind]) => node('li', { class: [isDone ? 'done' : 'now', kind].filter(Boolean).join(' '), text }))),
      what.state === 'closed' ? node('div', { class: 'row' }, button('没有解决', { class: 'plain', 'data-key': 'unsolved' }, () => resolve(answer.id, false)), button('已解决', { class: 'go small', 'data-key': 'solved' }, () => resolve(answer.id, true)))
        : node('div', { class: 'row' }, button('修改评价', { class: 'plain', 'data-key': 'change' }, () => { editing[ticketId] = true; delete pending[ticketId]; box.guest.show(false); })));
  }
  async function resolve(answerId, solved) {
    const told = await api('PUT', `feedback/${answerId}/resolution`, { solved });
    say(told.ok ? (solved ? '谢谢您的确认' : '已重新交给值班经理') : told.problem);
    await box.guest.show(false);
  }

  /* wx.requestSubscribeMessage: one consent is one message. */
  function askToTell(list) {
    const left = list.filter(s => s.credits > 0);
    return node('div', { class: 'box tell' }, node('p', { text: left.length ? '有回音时会在微信里告诉您' : '有回音时在微信里告诉我' }),
      left.length ? null : button('允许通知', { class: 'go small', id: 'allow', 'data-key': 'allow' }, async () => {
        // A question holds three templates at most.
        const asked = ['sim-case-reply', 'sim-refund', 'sim-offer'].filter(t => list.some(s => s.platformTemplate === t));
        await allow(asked.length ? asked : list.slice(0, 3).map(s => s.platformTemplate), 'paid-order');
      }));
  }
  async function allow(templates, scene) {
    const answers = Object.fromEntries(templates.map(t => [t, 'accept']));
    const told = await sim('POST', 'wechat', 'subscriptions', { openid: box.guest.me().openid, answers });
    if (told.ok) await api('POST', 'me/subscriptions', { askedId: box.random(), scene, answers: told.body });
    await box.guest.show(false);
  }

  /* By which way the house reaches her: what she allowed in the mini-program, the service account she follows, her number. */
  async function ways() {
    const openid = encodeURIComponent(box.guest.me().openid);
    const [subscriptions, consents, follow] = await Promise.all([api('GET', 'me/subscriptions'), api('GET', 'me/consents'), ask('GET', '/follow/' + openid)]);
    const agreed = consents.ok && consents.body.some(c => c.purpose === 'marketing' && c.granted);
    const offers = subscriptions.ok ? subscriptions.body.filter(s => !['sim-case-reply', 'sim-refund'].includes(s.platformTemplate)) : [];
    const next = offers.filter(s => s.credits === 0).slice(0, 3);
    const credits = offers.reduce((sum, s) => sum + s.credits, 0);
    const line = (text, label, key, act) => node('p', { class: 'means' }, node('span', { text }), button(label, { class: 'plain', 'data-key': key }, act));
    return node('section', { class: 'box', 'aria-label': '消息' },
      line(agreed ? '已同意接收优惠信息' : '未同意接收优惠信息', agreed ? '撤回' : '同意', 'consent', async () => {
        const told = await api('PUT', 'me/consents', { scene: 'settings', consents: { marketing: !agreed } });
        if (!told.ok) say(told.problem);
        await box.guest.show(false);
      }),
      line(credits ? `订阅消息还可收${credits}条` : '未订阅优惠通知', '订阅', 'subscribe', () => (next.length ? allow(next.map(s => s.platformTemplate), 'settings') : say('已订阅全部通知'))),
      follow.ok ? line(follow.body.follows ? '已关注服务号' : '未关注服务号', follow.body.follows ? '取消关注' : '关注', 'follow', async () => {
        await ask('PUT', `/follow/${openid}?yes=${!follow.body.follows}`);
        await box.guest.show(false);
      }) : null);
  }

  async function refund(order) {
    const quote = await api('GET', `orders/${order.id}/refund`);
    if (!quote.ok || !quote.body.refundable) { say(quote.problem || '已过退票时间'); return; }
    box.guest.openSheet('退票', node('p', { class: 'payee', text: '退回' }), node('p', { class: 'amount', text: yuan(quote.body.amountFen) }),
      node('p', { class: 'means' }, node('span', { text: '手续费' }), node('b', { text: yuan(quote.body.feeFen) })),
      button('确认退票', { class: 'go', 'data-first': true }, async () => {
        const told = await api('POST', `orders/${order.id}/refund`, { seats: quote.body.seats.map(s => s.seat) }, once());
        box.guest.closeSheet();
        say(told.ok ? '已退票，款项原路退回' : told.problem);
        await go('tickets');
      }),
      node('div', { class: 'row' }, button('不退了', { class: 'plain', 'data-close': true }, box.guest.closeSheet)));
  }

  screens.tickets = async () => {
    const told = await api('GET', 'orders');
    const list = told.ok ? told.body : [];
    const details = await Promise.all(list.slice(0, 12).map(o => ask('GET', '/guest/showtimes/' + o.showtimeId)));
    return {
      title: '票夹',
      body: list.length ? list.slice(0, 12).map((o, i) => node('button', { type: 'button', class: 'box line', 'data-key': o.id, onclick: () => go(o.state === 'held' ? 'pay' : 'ticket', { id: o.id }), disabled: !['held', 'paid'].includes(o.state) },
        node('b', { text: details[i].ok ? details[i].body.film.title : '电影票' }),
        node('span', { text: details[i].ok ? `${box.day(details[i].body.showtime.businessDay)} ${box.local(details[i].body.showtime.startsAt)} · ${details[i].body.showtime.hallName} · ${o.seats.map(s => s.seat).join(' ')}` : '' }),
        node('em', { class: 'st-' + o.state, text: box.orderState(o.state) }))) : [node('p', { class: 'empty', text: '还没有电影票' }), node('p', { class: 'foot' }, button('去选电影', { class: 'go small' }, () => go('films')))],
    };
  };

  /* The mini-program opened by a message tells by which. */
  async function follow(page) {
    const [path, query] = page.split('?'), message = new URLSearchParams(query).get('m');
    if (message) await api('POST', 'me/message-openings', { message });
    await go(path.startsWith('pages/orders') || path.startsWith('pages/feedback') ? 'tickets' : 'me');
  }

  screens.news = async () => {
    const her = box.guest.me(), openid = encodeURIComponent(her.openid);
    const [told, templates, follow, short] = await Promise.all([sim('GET', 'wechat', 'messages?openid=' + openid), api('GET', 'me/subscriptions'), ask('GET', '/follow/' + openid),
      her.phone ? sim('GET', 'sms', 'phones/' + encodeURIComponent('+86' + her.phone)) : { ok: false }]);
    const account = follow.ok ? await sim('GET', 'wechat', `messages?appId=${follow.body.appId}&openid=${encodeURIComponent(follow.body.openid)}`) : { ok: false };
    // What the service account calls its templates is told by those of the mini-program.
    const name = id => { const found = templates.ok && templates.body.find(t => t.platformTemplate === id.replace('sim-sa-', 'sim-')); return found ? found.name : '服务通知'; };
    const list = [
      ...(told.ok ? told.body.messages.map(m => ({ ...m, way: '小程序', title: name(m.templateId) })) : []),
      ...(account.ok ? account.body.messages.map(m => ({ ...m, way: '服务号', title: name(m.templateId) })) : []),
      ...(short.ok ? short.body.messages.map(m => ({ at: m.at, data: m.parts, way: '短信', title: '短信' })) : []),
    ].sort((a, b) => (a.at < b.at ? 1 : -1));
    box.guest.read();
    return {
      title: '服务通知',
      body: list.length ? list.map(m => node('article', { class: 'box message' }, node('p', { class: 'from' }, node('span', { text: '澄光影城 · ' + m.way }), node('time', { text: box.clock(m.at) })),
        node('h3', { text: m.title }), Object.values(m.data).map(v => node('p', { text: v })), m.page ? button('打开', { class: 'plain', 'data-key': 'open-' + m.number }, () => follow(m.page)) : null))
        : node('p', { class: 'empty', text: '评价后点“允许通知”，再让值班经理输入“回复 工单号 内容”，这里就会收到' }),
    };
  };

  screens.me = async () => {
    const [who, member, coupons, reach] = await Promise.all([api('GET', 'me'), api('GET', 'me/membership'), api('GET', 'me/coupons'), ways()]);
    const wallet = coupons.ok ? coupons.body : [];
    if (box.isDone('closed') && wallet.some(c => c.why.includes('致歉'))) box.did('seen');
    return {
      title: '我的',
      body: [
        node('div', { class: 'badge' }, node('i', { class: 'face', 'aria-hidden': 'true', style: { '--h': box.hue(box.guest.me().name) }, text: box.guest.me().name.slice(-2, -1) || '观' }),
          node('div', null, node('h3', { text: box.guest.me().name }), node('p', { text: member.ok ? member.body.tierName + (who.ok && who.body.phoneMask ? ' · ' + who.body.phoneMask : '') : '' })),
          who.ok && !who.body.isMember ? button('成为会员', { class: 'go small', 'data-key': 'member' }, join) : null),
        member.ok ? node('dl', { class: 'box figures' }, [['积分', member.body.points.balance], ['即将到账', member.body.points.pending], ['已省', yuan(member.body.savedFen)]].map(([k, v]) => node('div', null, node('dt', { text: k }), node('dd', { text: v })))) : null,
        reach,
        node('h3', { class: 'over', text: '优惠券' }),
        wallet.length ? wallet.map(c => node('article', { class: 'coupon' + (c.usable ? '' : ' gone'), 'data-coupon': c.name }, node('b', { text: c.what }), node('div', null, node('h4', { text: c.name }), node('p', { text: c.why }),
          node('p', { text: c.usable ? `${box.day(String(c.lastDay))}前有效` : c.unusable || ({ used: '已使用', locked: '订单占用中' }[c.state] || '不可用') }))))
          : node('p', { class: 'empty', text: '还没有优惠券' }),
        member.ok ? [node('h3', { class: 'over', text: '会员权益' }), node('ul', { class: 'box rights' }, member.body.rights.map(r => node('li', { class: r.state === 'available' ? 'yes' : null }, node('b', { text: r.name }), node('span', { text: r.text }), node('em', { text: r.state === 'available' ? '可用' : r.tierName }))))] : null,
      ],
    };
  };
  async function join() {
    const phone = '138' + String(Math.floor(Math.random() * 1e8)).padStart(8, '0');
    const code = await sim('POST', 'wechat', 'phone-codes', { phoneNumber: phone });
    const told = code.ok ? await api('PUT', 'me/phone', { code: code.body.code }) : code;
    if (told.ok) { box.guest.me().phone = phone; box.guest.save(); }
    say(told.ok ? '已用微信手机号成为会员' : told.problem);
    await box.guest.show(false);
  }
})();
