/**
 * Whether `hostname` always means this machine, so that what is sent there never leaves it.
 *
 * The one name is `localhost`, which the system's hosts file resolves. `localhost.` and names below `localhost` should
 * mean the same (RFC 6761, 6.3), but Node asks the system's resolver, which may ask a name server, whose answer can be
 * any address: they are not loopback.
 *
 * @param hostname As `URL.hostname` gives it: lower case, IPv4 addresses as four decimal numbers in whatever way they
 * were written, IPv6 addresses compressed and in brackets. Anything else is not loopback.
 */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
