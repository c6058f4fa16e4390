package io.asyncreply.systema.web.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads a request body up to a maximum length and within a maximum time.
 */
public final class BoundedBodyReader {

	private static final int CHUNK_SIZE = 8 * 1024;

	private final int maxBytes;

	private final Duration timeout;

	public BoundedBodyReader(int maxBytes, Duration timeout) {
		this.maxBytes = maxBytes;
		this.timeout = timeout;
	}

	/**
	 * Reads the body of a call.
	 * @param request the call
	 * @return the body
	 * @throws ProblemException 413 if it is too long, 408 if it is too slow, 400 if it is
	 * incomplete
	 */
	public byte[] read(HttpServletRequest request) {
		if (request.getContentLengthLong() > this.maxBytes) {
			throw tooLarge();
		}
		try {
			return read(request.getInputStream());
		}
		catch (IOException ex) {
			if (ex instanceof SocketTimeoutException || ex.getCause() instanceof SocketTimeoutException) {
				throw tooSlow();
			}
			throw ProblemException.of(ProblemType.MALFORMED_CALL, "The body is incomplete.");
		}
	}

	private byte[] read(InputStream body) throws IOException {
		long start = System.nanoTime();
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		byte[] chunk = new byte[CHUNK_SIZE];
		for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
			received.write(chunk, 0, length);
			if (received.size() > this.maxBytes) {
				throw tooLarge();
			}
			if (System.nanoTime() - start > this.timeout.toNanos()) {
				throw tooSlow();
			}
		}
		return received.toByteArray();
	}

	private ProblemException tooLarge() {
		return ProblemException.of(ProblemType.BODY_TOO_LARGE,
				"The body must not be longer than " + this.maxBytes + " bytes.");
	}

	private ProblemException tooSlow() {
		return ProblemException.of(ProblemType.BODY_TOO_SLOW,
				"The body must arrive within " + this.timeout + ", without long pauses.");
	}

}
