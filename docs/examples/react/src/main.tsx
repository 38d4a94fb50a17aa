import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Activity } from './activity.tsx'

const app = document.getElementById('app')
if (app !== null)
  createRoot(app).render(
    <StrictMode>
      <Activity baseUrl={import.meta.env.VITE_STITCHLOG_URL} />
    </StrictMode>,
  )
