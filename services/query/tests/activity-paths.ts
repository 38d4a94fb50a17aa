/** Where the API has one user's activity in the network acme. */
export const daysOf = (user: string, query = '') => `/v1/networks/acme/users/${encodeURIComponent(user)}/days${query}`
export const sessionsOf = (user: string, date: string, query = '') => `${daysOf(user)}/${date}/sessions${query}`
export const csvOf = (user: string, query = '') => `/v1/networks/acme/users/${encodeURIComponent(user)}/sessions.csv${query}`
