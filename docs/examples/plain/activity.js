const view = document.querySelector('activity-overview')

/** Your backend knows who is signed in, and makes a token for them. */
async function handOverToken() {
  const response = await fetch('/activity-token')
  view.token = response.ok ? await response.text() : null
}

view.addEventListener('activity-token-expired', handOverToken)
view.addEventListener('activity-language', ({ detail }) => {
  document.documentElement.lang = detail.language
})
await handOverToken()
