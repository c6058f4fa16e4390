package io.asyncreply.messages;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value as UTF-8 bytes. Payloads and results are passed on in this form and
 * parsed only where their content is needed.
 */
public final class RawJson {

	private final byte[] utf8;

	private RawJson(byte[] utf8) {
		this.utf8 = utf8;
	}

	/**
	 * Wraps bytes that hold one valid JSON value.
	 * @param utf8 the bytes, not copied; the caller must not change them
	 * @return the value
	 */
	public static RawJson of(byte[] utf8) {
		return new RawJson(utf8);
	}

	/**
	 * Returns the bytes.
	 * @return the bytes, not copied; the caller must not change them
	 */
	public byte[] utf8() {
		return this.utf8;
	}

	/**
	 * Returns the length of the value.
	 * @return length in bytes
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
