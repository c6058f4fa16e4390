package io.asyncreply.systema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Incremental SHA-256.
 */
public final class Sha256 {

	private final MessageDigest digest = sha256();

	/**
	 * Computes the hash of an array.
	 * @param bytes the bytes
	 * @return 64 lower-case hexadecimal digits
	 */
	public static String hexOf(byte[] bytes) {
		Sha256 sha256 = new Sha256();
		sha256.update(bytes, bytes.length);
		return sha256.toHex();
	}

	/**
	 * Computes the hash of a text.
	 * @param text the text, hashed in UTF-8
	 * @return 64 lower-case hexadecimal digits
	 */
	public static String hexOf(String text) {
		return hexOf(text.getBytes(StandardCharsets.UTF_8));
	}

	public void update(byte[] bytes, int length) {
		this.digest.update(bytes, 0, length);
	}

	/**
	 * Completes the hash.
	 * @return 64 lower-case hexadecimal digits
	 */
	public String toHex() {
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
