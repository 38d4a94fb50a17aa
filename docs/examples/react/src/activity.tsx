import '@stitchlog/admin-ui/react'
import { useCallback, useEffect, useState } from 'react'

/** Your backend knows who is signed in, and makes a token for them. */
async function fetchToken(): Promise<string | null> {
  const response = await fetch('/activity-token')
  return response.ok ? await response.text() : null
}

export function Activity({ baseUrl }: { baseUrl: string }) {
  const [token, setToken] = useState<string | null>()
  const [language, setLanguage] = useState('en')
  const renew = useCallback(async () => setToken(await fetchToken()), [])
  useEffect(() => {
    void renew()
  }, [renew])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <activity-overview
      baseUrl={baseUrl}
      network="acme"
      tab="users"
      lang={language}
      token={token}
      onactivity-token-expired={renew}
      onactivity-language={({ detail }) => setLanguage(detail.language)}
    />
  )
}
