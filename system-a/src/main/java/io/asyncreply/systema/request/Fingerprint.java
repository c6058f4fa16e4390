package io.asyncreply.systema.request;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of bytes as they come.
 */
final class Fingerprint {

	private final MessageDigest digest = sha256();

	/**
	 * Computes a fingerprint at once.
	 * @param bytes all bytes
	 * @return 64 lower-case hexadecimal digits
	 */
	static String of(byte[] bytes) {
		Fingerprint fingerprint = new Fingerprint();
		fingerprint.add(bytes, bytes.length);
		return fingerprint.value();
	}

	void add(byte[] bytes, int length) {
		this.digest.update(bytes, 0, length);
	}

	/** Ends it: 64 lower-case hexadecimal digits. */
	String value() {
		return HexFormat.of().formatHex(this.digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
