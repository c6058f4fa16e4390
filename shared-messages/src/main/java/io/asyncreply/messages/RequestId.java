package io.asyncreply.messages;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Identifies a request over its whole life and over every retry; the correlation
 * identifier of its messages.
 *
 * @param value a UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix time in
 * milliseconds, then 74 random bits, so that ids sort by the time they were made
 */
public record RequestId(UUID value) implements Comparable<RequestId> {

	private static final int LENGTH = 36;

	private static final int VERSION = 7;

	/** The one that RFC 9562 describes. */
	private static final int VARIANT = 2;

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * Makes a new id.
	 * @param clock tells the time that the id carries
	 * @return an id that nobody else has
	 */
	public static RequestId generate(Clock clock) {
		long high = clock.millis() << 16 | 0x7000 | RANDOM.nextInt(0x1000);
		long low = RANDOM.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
		return new RequestId(new UUID(high, low));
	}

	/**
	 * Reads an id from outside.
	 * @param text anything
	 * @return the id, or empty unless the text is the canonical lower-case form of a
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
	 * Reads an id that must be one.
	 * @param text the canonical form
	 * @return the id
	 * @throws IllegalArgumentException if it is none
	 */
	@JsonCreator
	public static RequestId of(String text) {
		return parse(text).orElseThrow(() -> new IllegalArgumentException("Not the id of a request"));
	}

	/**
	 * Tells when the id was made.
	 * @return the instant, exact to the millisecond
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
