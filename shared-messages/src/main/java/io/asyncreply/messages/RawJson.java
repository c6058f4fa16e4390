package io.asyncreply.messages;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value as the UTF-8 bytes it arrived or will leave in; payloads and results
 * travel as such and are parsed only where somebody needs what is inside.
 */
public final class RawJson {

	private final byte[] utf8;

	private RawJson(byte[] utf8) {
		this.utf8 = utf8;
	}

	/**
	 * Wraps bytes that are known to hold one valid JSON value.
	 * @param utf8 the bytes, not copied: the caller gives them away
	 * @return the value
	 */
	public static RawJson of(byte[] utf8) {
		return new RawJson(utf8);
	}

	/**
	 * Gives the bytes.
	 * @return the bytes themselves, to be read only
	 */
	public byte[] utf8() {
		return this.utf8;
	}

	/**
	 * Tells how long the value is.
	 * @return its length in bytes
	 */
	public int length() {
		return this.utf8.length;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof RawJson json && Arrays.equals(this.utf8, json.utf8);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.utf8);
	}

	@Override
	public String toString() {
		return new String(this.utf8, StandardCharsets.UTF_8);
	}

}
