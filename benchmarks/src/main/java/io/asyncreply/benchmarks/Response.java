package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP response as it arrives. The sides answer in JSON, which holds no line end of
 * its own, so the last chunk of a chunked body is known by its look.
 */
final class Response {

	private static final int MAX_BYTES = 16_384;

	private static final String HEAD_END = "\r\n\r\n";

	private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

	private static final String LENGTH = "\r\ncontent-length: ";

	private final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);

	private String head = "";

	private int end = -1;

	void clear() {
		this.buffer.clear();
		this.head = "";
		this.end = -1;
	}

	/**
	 * Takes what has arrived.
	 * @return whether the response is complete
	 * @throws IOException if the server has closed the connection or says too much
	 */
	boolean read(SocketChannel channel) throws IOException {
		if (!this.buffer.hasRemaining()) {
			throw new IOException("A response is longer than " + MAX_BYTES + " bytes");
		}
		if (channel.read(this.buffer) < 0) {
			throw new IOException("The server closed the connection before it had answered");
		}
		return hasHead() && ((this.end >= 0) ? length() >= this.end : endsWith(LAST_CHUNK));
	}

	private boolean hasHead() {
		if (this.head.isEmpty()) {
			String text = new String(bytes(), 0, length(), StandardCharsets.ISO_8859_1);
			int at = text.indexOf(HEAD_END);
			if (at < 0) {
				return false;
			}
			this.head = text.substring(0, at + 2).toLowerCase(Locale.ROOT);
			this.end = declaredEnd(at + HEAD_END.length());
		}
		return true;
	}

	private int declaredEnd(int bodyStart) {
		int at = this.head.indexOf(LENGTH);
		if (at < 0) {
			return -1;
		}
		int from = at + LENGTH.length();
		return bodyStart + Integer.parseInt(this.head, from, this.head.indexOf('\r', from), 10);
	}

	private boolean endsWith(String suffix) {
		int from = length() - suffix.length();
		return from >= 0 && new String(bytes(), from, suffix.length(), StandardCharsets.ISO_8859_1).equals(suffix);
	}

	boolean isStatus(int status) {
		return this.head.startsWith("http/1.1 " + status);
	}

	boolean endsConnection() {
		return this.head.contains("\r\nconnection: close\r\n");
	}

	byte[] bytes() {
		return this.buffer.array();
	}

	int length() {
		return this.buffer.position();
	}

}
