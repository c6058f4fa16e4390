package io.asyncreply.messages;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Id of a request, the same for each attempt. It is the correlation identifier of all
 * messages about the request.
 *
 * @param value UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix time in
 * milliseconds, then 74 random bits. Ids sort by creation time
 */
public record RequestId(UUID value) implements Comparable<RequestId> {

	private static final int LENGTH = 36;

	private static final int VERSION = 7;

	/** Variant that RFC 9562 defines. */
	private static final int VARIANT = 2;

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * Generates an id.
	 * @param clock source of the creation time
	 * @return a unique id
	 */
	public static RequestId generate(Clock clock) {
		long high = clock.millis() << 16 | 0x7000 | RANDOM.nextInt(0x1000);
		long low = RANDOM.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
		return new RequestId(new UUID(high, low));
	}

	/**
	 * Parses an untrusted id.
	 * @param text untrusted text
	 * @return the id, or empty if the text is not the canonical lower-case form of a
	 * version 7 UUID
	 */
	public static Optional<RequestId> parse(String text) {
		if (text.length() != LENGTH) {
			return Optional.empty();
		}
		try {
			UUID value = UUID.fromString(text);
			boolean valid = value.version() == VERSION && value.variant() == VARIANT && value.toString().equals(text);
			return valid ? Optional.of(new RequestId(value)) : Optional.empty();
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Parses an id that must be valid.
	 * @param text canonical form of the id
	 * @return the id
	 * @throws IllegalArgumentException if the text is not a request id
	 */
	@JsonCreator
	public static RequestId of(String text) {
		return parse(text).orElseThrow(() -> new IllegalArgumentException("Not a request id"));
	}

	/**
	 * Returns the creation time.
	 * @return time in whole milliseconds
	 */
	public Instant createdAt() {
		return Instant.ofEpochMilli(this.value.getMostSignificantBits() >>> 16);
	}

	@Override
	public int compareTo(RequestId other) {
		return toString().compareTo(other.toString());
	}

	@Override
	@JsonValue
	public String toString() {
		return this.value.toString();
	}

}
