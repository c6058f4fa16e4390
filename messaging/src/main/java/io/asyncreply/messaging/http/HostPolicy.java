package io.asyncreply.messaging.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Decides which hosts a call can name: {@code localhost}, IP addresses and the names of
 * this system. A web page of another name whose DNS points to this machine is foreign. An
 * IP address cannot be pointed elsewhere, so probes may use it.
 */
final class HostPolicy {

	private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]*)(?::\\d{0,5})?");

	private static final Pattern ADDRESS = Pattern.compile("\\[.*]|\\d{1,3}(?:\\.\\d{1,3}){3}");

	private final Set<String> names;

	/**
	 * Creates the policy.
	 * @param names names of this system beside {@code localhost}
	 */
	HostPolicy(Collection<String> names) {
		this.names = Stream.concat(Stream.of("localhost"), names.stream())
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Checks the {@code Host} header of a call.
	 * @param host the header; null in HTTP/1.0, which browsers do not send
	 * @return whether it names this system
	 */
	boolean isKnown(@Nullable String host) {
		if (host == null) {
			return true;
		}
		var authority = AUTHORITY.matcher(host.toLowerCase(Locale.ROOT));
		return authority.matches()
				&& (this.names.contains(authority.group(1)) || ADDRESS.matcher(authority.group(1)).matches());
	}

}
