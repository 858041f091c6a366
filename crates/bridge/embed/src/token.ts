// The agent's token, as far as a page may look into it: it is never checked here, kept or written to a log.

/** The agent's extension in the token (protocol page, section 1); `null` for anything that is no such token. */
export function extensionOf(token: string): string | null {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const { ipphone }: { ipphone?: unknown } = JSON.parse(atob(payload));
    return typeof ipphone === 'string' || typeof ipphone === 'number' ? String(ipphone) : null;
  } catch {
    return null;
  }
}
