// A plain look at the API: token, user, two weeks, a day's sessions, CSV. The token stays in this page: it comes in the address's fragment,
// which browsers send nowhere, and goes out in a header.
const element = (id) => document.getElementById(id)

const given = new URLSearchParams(location.hash.slice(1))
for (const name of ['token', 'network']) element(name).value = given.get(name) ?? ''
history.replaceState(null, '', location.pathname)

const viewerTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
const users = (given.get('users') ?? '').split(',').filter((user) => user !== '')
const pathOf = (user) => `/v1/networks/${encodeURIComponent(element('network').value)}/users/${encodeURIComponent(user)}`

async function ask(path) {
  const response = await fetch(`${path}?${new URLSearchParams({ viewerTimeZone })}`, {
    headers: { authorization: `Bearer ${element('token').value}` },
  })
  if (response.ok) return response
  const problem = await response.json().catch(() => ({}))
  throw new Error([problem.title ?? `The service answered ${response.status}`, problem.detail].filter(Boolean).join(': '))
}

/** Runs something that asks the service, and says how it goes. */
async function tell(action) {
  element('status').textContent = 'Loading…'
  try {
    await action()
    element('status').textContent = ''
  } catch (error) {
    element('status').textContent = error.message === 'Failed to fetch' ? 'The service cannot be reached.' : error.message
  }
}

const show = (user) =>
  tell(async () => {
    element('user').value = user
    element('answer').hidden = true
    element('sessions').hidden = true
    const { from, to, days, tracking } = await (await ask(`${pathOf(user)}/days`)).json()
    element('title').textContent = `${user}, ${from} to ${to}`
    element('tracking').textContent = tracking.enabled ? `Tracking is on since ${tracking.since}.` : 'Tracking is off.'
    const rows = days.map((day) =>
      row([
        dateButton(user, day.date),
        duration(day.durationMs) + (day.provisional ? ' so far' : ''),
        duration(day.activeDurationMs),
        day.sessionCount,
        day.timeZones.join(', '),
      ]),
    )
    element('days').tBodies[0].replaceChildren(...(rows.length > 0 ? rows : [row(['No activity'])]))
    element('answer').hidden = false
  })

const showSessions = (user, date) =>
  tell(async () => {
    const { sessions } = await (await ask(`${pathOf(user)}/days/${date}/sessions`)).json()
    element('date').textContent = `Sessions on ${date}`
    const rows = sessions.map((session) =>
      row([
        session.device === 'mobile' ? 'Mobile' : 'Web',
        clock(session.startedAt),
        session.continuesOnNextDay ? '24:00' : clock(session.endedAt),
        duration(session.durationMs),
        [
          session.continuesFromPreviousDay && 'continues from the day before',
          session.continuesOnNextDay && 'continues on the next day',
          session.ongoing && 'now',
          session.differsFromViewer && `clock of ${session.timeZone}`,
        ]
          .filter(Boolean)
          .join(', '),
      ]),
    )
    element('sessions')
      .querySelector('tbody')
      .replaceChildren(...rows)
    element('sessions').hidden = false
    element('sessions').scrollIntoView({ block: 'nearest' })
  })

function saveCsv() {
  const user = element('user').value
  return tell(async () => {
    const response = await ask(`${pathOf(user)}/sessions.csv`)
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await response.blob())
    link.download = `${user} sessions.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  })
}

function dateButton(user, date) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: date })
  button.addEventListener('click', () => showSessions(user, date))
  return button
}

function row(cells) {
  const tr = document.createElement('tr')
  tr.append(
    ...cells.map((cell) => {
      const td = document.createElement('td')
      td.append(cell)
      return td
    }),
  )
  return tr
}

/** The user's own clock, as the instant's offset gives it. */
const clock = (instant) => instant.slice(11, 16)

function duration(ms) {
  const minutes = Math.floor(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

for (const user of users) {
  element('users').append(Object.assign(document.createElement('option'), { value: user }))
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: user })
  button.addEventListener('click', () => show(user))
  element('known-users').append(button)
}
element('question').addEventListener('submit', (event) => {
  event.preventDefault()
  show(element('user').value)
})
element('csv').addEventListener('click', saveCsv)
if (users[0] !== undefined && element('token').value !== '') show(users[0])
