import { startHeartbeat } from './heartbeat.js'

const networkId = 'try'
const userId = 'you'
const longestLog = 12

// The address that the terminal shows has a code, which works once. The token stays in this tab.
let token = sessionStorage.getItem('token') ?? ''
const code = new URLSearchParams(location.hash.slice(1)).get('code')
history.replaceState(null, '', location.pathname)

const button = document.querySelector('button')
const state = document.querySelector('#state')
const log = document.querySelector('#log')
const rows = document.querySelector('tbody')
let heartbeat

async function call(path, method = 'GET', body) {
  const headers = { ...(token !== '' && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) }
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.detail ?? answer.title)
  return answer
}

function note(text) {
  const line = document.createElement('li')
  line.textContent = `${new Date().toLocaleTimeString('en-GB')} ${text}`
  log.prepend(line)
  while (log.children.length > longestLog) log.lastChild.remove()
}

const words = {
  beat: (points) => `records ${points === 1 ? 'one instant' : `${points} instants`}`,
  answer: (status) => (status === 202 ? 'the server has taken the request' : `the server answered ${status || 'nothing'}`),
  lead: (isLeading) => (isLeading ? 'this tab sends for all tabs' : 'this tab does not send'),
  clock: (ms) => `the clock jumped by ${Math.round(ms / 1000)} s`,
  memory: () => 'storage cannot be used: instants are kept in memory',
  forgotten: () => 'everything unsent is forgotten',
  error: (error) => `error: ${error}`,
}

function show(isOn) {
  button.disabled = false
  button.textContent = isOn ? 'Switch tracking off' : 'Switch tracking on'
  state.textContent = isOn ? 'Tracking is on.' : 'Tracking is off: nothing is recorded.'
  if (!isOn) {
    heartbeat?.stop({ forget: true })
    heartbeat = undefined
  }
  heartbeat ??= isOn
    ? startHeartbeat({
        endpoint: location.origin,
        networkId,
        userId,
        device: 'web',
        getToken: () => token,
        onEvent(type, detail) {
          note(words[type](detail))
          if (type === 'answer') refresh()
        },
      })
    : undefined
}

/** Counts reads, because what an earlier one finds may come later. */
let latest = 0

async function refresh() {
  const turn = ++latest
  const { days } = await call('/v1/me/days')
  const perDay = await Promise.all(days.map(({ date }) => call(`/v1/me/days/${date}/sessions`)))
  const sessions = perDay.flatMap(({ date, sessions }) => sessions.toReversed().map((session) => ({ date, ...session })))
  if (turn !== latest) return
  rows.replaceChildren(
    ...sessions.map(({ date, startedAt, endedAt, durationMs, ongoing }) => {
      const row = document.createElement('tr')
      const seconds = Math.round(durationMs / 1000)
      for (const text of [
        date,
        startedAt.slice(11, 19),
        ongoing ? `${endedAt.slice(11, 19)} …` : endedAt.slice(11, 19),
        `${Math.floor(seconds / 60)} min ${seconds % 60} s`,
      ])
        row.insertCell().textContent = text
      return row
    }),
  )
}

async function tryTo(work) {
  try {
    await work()
  } catch (error) {
    state.textContent = token === '' ? 'Open a link that the terminal shows: each works once, for ten minutes.' : String(error.message)
  }
}

button.addEventListener('click', () =>
  tryTo(async () => {
    button.disabled = true
    const { enabled } = await call(`/v1/networks/${networkId}/tracking`, 'PUT', { enabled: heartbeat === undefined })
    show(enabled)
  }),
)
await tryTo(async () => {
  if (code !== null) {
    const signedIn = await call('/v1/sign-in', 'POST', { code }).catch((error) => {
      // As when the link is opened again in this tab.
      if (token === '') throw error
    })
    token = signedIn?.token ?? token
  }
  sessionStorage.setItem('token', token)
  show((await call(`/v1/networks/${networkId}/tracking`)).enabled)
  await refresh()
})
