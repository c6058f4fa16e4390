package io.asyncreply.systema.web.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;

/**
 * Address of a peer. An IPv6 network of 64 bits is one peer, because one machine can use
 * all of its addresses.
 *
 * @param value an IPv4 address, or the first 64 bits of an IPv6 address in hexadecimal
 */
public record PeerAddress(String value) {

	private static final int IPV6_NETWORK_BYTES = 8;

	/** Matches no host name, so that no name is looked up. */
	private static final Pattern IPV6_LITERAL = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

	/**
	 * Returns the peer of a call.
	 * @param request the call
	 * @return its peer: the other end of the connection, or the address that a trusted
	 * proxy has forwarded
	 */
	public static PeerAddress of(ServletRequest request) {
		return parse(request.getRemoteAddr());
	}

	/**
	 * Returns the peer of an address.
	 * @param address the address
	 * @return its peer
	 */
	public static PeerAddress of(InetAddress address) {
		return (address instanceof Inet6Address)
				? new PeerAddress(HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES)))
				: new PeerAddress(address.getHostAddress());
	}

	/**
	 * Returns the peer of an address.
	 * @param text the address as text; a text that is no address is a peer of its own
	 * @return its peer
	 */
	public static PeerAddress parse(String text) {
		String address = text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
		if (!IPV6_LITERAL.matcher(address).matches()) {
			return new PeerAddress(address);
		}
		try {
			return of(InetAddress.getByName(address));
		}
		catch (UnknownHostException ex) {
			return new PeerAddress(address);
		}
	}

}
