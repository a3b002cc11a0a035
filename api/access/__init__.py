"""Who comes in: sign-in links, sessions, roles, and the guard that every route declares."""
